// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/console/live_server.h"

#include <QFile>
#include <QTest>

namespace heddle::tests {

namespace {

const char* const kScript = R"(
import sys
from langgraph_sdk import get_sync_client
client = get_sync_client(url=sys.argv[1])
thread = client.threads.create()["thread_id"]
run = ""
for part in client.runs.stream(thread, sys.argv[2], input={"messages": [{"role": "user", "content": "hello"}]},
                               stream_mode=["values", "updates"]):
    if part.event == "metadata":
        run = part.data["run_id"]
print(run)
)";

constexpr int kPatience = 90'000;

}  // namespace

QString testPython() {
  const QString chosen = qEnvironmentVariable("HEDDLE_TEST_PYTHON");
  if (!chosen.isEmpty()) return chosen;
  const QString own = QStringLiteral(HEDDLE_SOURCE_DIR "/.cache/venv/bin/python");
  return QFile::exists(own) ? own : QStringLiteral("python3");
}

LiveServer::LiveServer() : folder_(QStringLiteral("/tmp/hc-XXXXXX")) {
  // The database's account must pass through when we are root.
  QFile::setPermissions(folder_.path(), QFile::permissions(folder_.path()) | QFileDevice::ReadOther |
                                            QFileDevice::ExeOther | QFileDevice::ReadGroup |
                                            QFileDevice::ExeGroup);
}

LiveServer::~LiveServer() {
  stop();
}

void LiveServer::stop() {
  if (process_.state() == QProcess::NotRunning) return;
  process_.terminate();
  if (!process_.waitForFinished(kPatience / 3)) process_.kill();
  process_.waitForFinished(kPatience / 9);
}

bool LiveServer::start() {
  log_.clear();
  url_.clear();
  auto environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("HEDDLE_STATE_DIR"), folder_.filePath(QStringLiteral("state")));
  environment.remove(QStringLiteral("XDG_RUNTIME_DIR"));
  process_.setProcessEnvironment(environment);
  process_.setProcessChannelMode(QProcess::MergedChannels);
  process_.start(
      QStringLiteral(HEDDLE_BIN_DIR "/heddle-server"),
      {QStringLiteral("dev"), QStringLiteral("--config"),
       QStringLiteral(HEDDLE_SOURCE_DIR "/resources/samples/langgraph.json"), QStringLiteral("--data-dir"),
       folder_.filePath(QStringLiteral("data")), QStringLiteral("--port"), QStringLiteral("0"),
       QStringLiteral("--python"), testPython(), QStringLiteral("--no-reload")});
  return QTest::qWaitFor(
             [this] {
               log_ += QString::fromUtf8(process_.readAll());
               for (const QString& line : log_.split(u'\n')) {
                 if (line.startsWith(QStringLiteral("ready "))) url_ = line.section(u' ', 1).trimmed();
               }
               return !url_.isEmpty() || process_.state() == QProcess::NotRunning;
             },
             kPatience) &&
         !url_.isEmpty();
}

QString LiveServer::runBySdk(const QString& graph) {
  QProcess sdk;
  sdk.start(testPython(), {QStringLiteral("-c"), QString::fromUtf8(kScript), url_, graph});
  if (!QTest::qWaitFor([&sdk] { return sdk.state() == QProcess::NotRunning; }, kPatience)) return {};
  const QString problem = QString::fromUtf8(sdk.readAllStandardError());
  if (!problem.isEmpty()) qWarning("%s", qPrintable(problem));
  return QString::fromUtf8(sdk.readAllStandardOutput()).trimmed();
}

}  // namespace heddle::tests
