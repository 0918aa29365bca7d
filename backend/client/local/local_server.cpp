// SPDX-License-Identifier: Apache-2.0
#include "backend/client/local/local_server.h"

#include "backend/client/platform.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace heddle::client {
namespace {

constexpr qsizetype kLongestLine = 64 * 1024;

QString programOf(const LocalServerSettings& settings) {
  return settings.program.isEmpty()
             ? QCoreApplication::applicationDirPath() + QStringLiteral("/heddle-server")
             : settings.program;
}

QStringList argumentsOf(const LocalServerSettings& settings, const QString& dataDir) {
  return QStringList{QStringLiteral("dev"),
                     QStringLiteral("--config"),
                     settings.configPath,
                     QStringLiteral("--port"),
                     QString::number(settings.port),
                     QStringLiteral("--data-dir"),
                     dataDir} +
         settings.extraArguments;
}

}  // namespace

LocalServer::LocalServer(LocalServerSettings settings, QObject* parent)
    : QObject(parent), settings_(std::move(settings)) {
  qRegisterMetaType<ServerPhase>();
  kill_.setInterval(std::chrono::seconds(1));
  connect(&kill_, &QTimer::timeout, this, &LocalServer::countDown);
  connect(&process_, &QProcess::readyReadStandardOutput, this,
          [this] { readLines(QProcess::StandardOutput); });
  connect(&process_, &QProcess::readyReadStandardError, this, [this] { readLines(QProcess::StandardError); });
  connect(&process_, &QProcess::finished, this, &LocalServer::ended);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;
    setPhase(ServerPhase::failed,
             QStringLiteral("%1 cannot be started: %2.").arg(programOf(settings_), process_.errorString()));
  });
}

LocalServer::~LocalServer() {
  process_.disconnect(this);
  if (process_.state() == QProcess::NotRunning) return;
  process_.terminate();
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(stopPatience()).count();
  if (process_.waitForFinished(static_cast<int>(patience))) return;
  process_.kill();
  process_.waitForFinished();
}

QString LocalServer::dataDir() const {
  return settings_.dataDir.isEmpty()
             ? QFileInfo(settings_.configPath).absoluteDir().filePath(QStringLiteral(".heddle"))
             : settings_.dataDir;
}

QString LocalServer::deploymentFile() const {
  return QDir(dataDir()).filePath(QStringLiteral("deployment.json"));
}

qint64 LocalServer::pid() const {
  return process_.processId();
}

void LocalServer::start() {
  if (process_.state() != QProcess::NotRunning) return;
  out_.clear();
  error_.clear();
  lastError_.clear();
  url_.clear();
  setPhase(ServerPhase::starting);
  process_.setWorkingDirectory(QFileInfo(settings_.configPath).absolutePath());
  process_.start(programOf(settings_), argumentsOf(settings_, dataDir()));
}

void LocalServer::stop() {
  restart_ = false;
  if (process_.state() == QProcess::NotRunning || phase_ == ServerPhase::stopping) return;
  setPhase(ServerPhase::stopping);
  process_.terminate();
  secondsLeft_ = static_cast<int>(stopPatience().count());
  Q_EMIT killIn(secondsLeft_);
  kill_.start();
}

void LocalServer::restart() {
  if (process_.state() == QProcess::NotRunning) {
    start();
    return;
  }
  stop();
  restart_ = true;
}

void LocalServer::countDown() {
  Q_EMIT killIn(--secondsLeft_);
  if (secondsLeft_ > 0) return;
  kill_.stop();
  process_.kill();
}

void LocalServer::setPhase(ServerPhase phase, const QString& sentence) {
  phase_ = phase;
  sentence_ = sentence;
  Q_EMIT phaseChanged(phase);
}

void LocalServer::readLines(QProcess::ProcessChannel channel) {
  const bool isError = channel == QProcess::StandardError;
  auto& buffer = isError ? error_ : out_;
  buffer += isError ? process_.readAllStandardError() : process_.readAllStandardOutput();
  for (;;) {
    auto end = buffer.indexOf('\n');
    if (end < 0 && buffer.size() < kLongestLine) return;
    if (end < 0 || end > kLongestLine) end = kLongestLine;
    const auto line = buffer.left(end);
    buffer.remove(0, buffer.size() > end && buffer.at(end) == '\n' ? end + 1 : end);
    takeLine(line, isError);
  }
}

void LocalServer::takeLine(const QByteArray& line, bool isError) {
  if (isError && !line.trimmed().isEmpty()) lastError_ = line.trimmed();
  constexpr QByteArrayView kReady("ready ");
  if (!isError && phase_ == ServerPhase::starting && line.startsWith(kReady)) {
    url_ = QUrl(QString::fromUtf8(line.mid(kReady.size()).trimmed()));
    setPhase(ServerPhase::running);
    Q_EMIT ready(url_);
  }
  Q_EMIT lineLogged(QString::fromUtf8(line), isError);
}

void LocalServer::ended(int code, QProcess::ExitStatus status) {
  kill_.stop();
  readLines(QProcess::StandardOutput);
  readLines(QProcess::StandardError);
  for (auto* rest : {&out_, &error_}) {
    if (!rest->isEmpty()) takeLine(*rest, rest == &error_);
    rest->clear();
  }
  const bool wanted = phase_ == ServerPhase::stopping;
  if (wanted || (code == 0 && status == QProcess::NormalExit)) {
    setPhase(ServerPhase::stopped);
  } else if (status == QProcess::CrashExit) {
    setPhase(ServerPhase::failed, QStringLiteral("The server was ended by a signal; its log tells more."));
  } else {
    const auto reason = QString::fromUtf8(lastError_);
    setPhase(ServerPhase::failed,
             reason.isEmpty() ? QStringLiteral("The server ended with code %1.").arg(code) : reason);
  }
  if (std::exchange(restart_, false)) start();
}

std::optional<FoundServer> findServer(const QString& dataDir) {
  const QDir folder(dataDir);
  const auto holder = platform::lockHolder(folder.filePath(QStringLiteral("lock")));
  if (holder == 0) return std::nullopt;
  FoundServer found;
  found.pid = holder > 0 ? holder : 0;
  const auto file = folder.filePath(QStringLiteral("deployment.json"));
  if (QFile::exists(file)) found.deploymentFile = file;
  return found;
}

}  // namespace heddle::client
