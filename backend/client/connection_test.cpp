// SPDX-License-Identifier: Apache-2.0
#include "backend/client/connection_test.h"

#include "backend/client/retired_threads.h"
#include "backend/client/stages/stage_log.h"

#include <algorithm>
#include <atomic>

#include <QThread>
#include <QUrl>

namespace heddle::client {
namespace {

void append(std::vector<Stage>& stages, Source source, std::initializer_list<const char*> names,
            const QString& suffix = {}) {
  for (const char* name : names) {
    Stage stage;
    stage.source = source;
    stage.name = QLatin1String(name) + suffix;
    stages.push_back(std::move(stage));
  }
}

}  // namespace

/// The thread and the way back from it. The thread owns nothing of the test and may outlive it.
class ConnectionTest::Work {
 public:
  QThread* thread = nullptr;
  std::shared_ptr<std::atomic<bool>> stopped = std::make_shared<std::atomic<bool>>(false);
};

ConnectionTest::ConnectionTest(deployment::Deployment deployment, QObject* parent)
    : QObject(parent), deployment_(std::move(deployment)), work_(std::make_unique<Work>()) {
  qRegisterMetaType<Stage>();
  if (!deployment_.database.empty()) {
    append(stages_, Source::postgres,
           {"Resolve", "TCP", "TLS", "Login", "Database", "Privileges", "Version", "Flavour", "Clock skew"});
  }
  if (!deployment_.redis.empty()) {
    append(stages_, Source::redis, {"Resolve", "TCP", "TLS", "Login", "Database", "Version", "Mode"});
  }
  for (const auto& url : deployment_.apiUrls) {
    const auto suffix =
        deployment_.apiUrls.size() > 1 ? QStringLiteral(" ") + QString::fromStdString(url) : QString();
    append(stages_, Source::api, {"Resolve", "TCP", "TLS", "/ok", "/info"}, suffix);
  }
}

ConnectionTest::~ConnectionTest() {
  *work_->stopped = true;
}

bool ConnectionTest::passed() const {
  return std::all_of(stages_.begin(), stages_.end(), [](const Stage& stage) {
    return stage.result == StageResult::passed || stage.result == StageResult::warned;
  });
}

void ConnectionTest::start() {
  if (work_->thread != nullptr) return;
  // Blocking calls cannot be interrupted, so the thread may outlive the test: it posts to a receiver that
  // lives as long as the thread and forwards only while the test does.
  auto* receiver = new QObject;
  const auto report = [this, receiver, stopped = work_->stopped](int index, const Stage& stage) {
    QMetaObject::invokeMethod(receiver, [this, stopped, index, stage] {
      if (*stopped) return;
      stages_[static_cast<std::size_t>(index)] = stage;
      Q_EMIT stageChanged(index, stage);
    });
  };
  auto* thread =
      QThread::create([deployment = deployment_, stages = stages_, stopped = work_->stopped, report] {
        const auto part = [&](std::size_t first, std::size_t count) {
          return std::vector<Stage>(stages.begin() + static_cast<std::ptrdiff_t>(first),
                                    stages.begin() + static_cast<std::ptrdiff_t>(first + count));
        };
        const auto countOf = [&](Source source) {
          return static_cast<std::size_t>(std::count_if(
              stages.begin(), stages.end(), [&](const Stage& stage) { return stage.source == source; }));
        };
        std::size_t first = 0;
        if (const auto count = countOf(Source::postgres); count > 0) {
          StageLog log(part(first, count), static_cast<int>(first), report, *stopped);
          testPostgres(log, deployment);
          first += count;
        }
        if (const auto count = countOf(Source::redis); count > 0 && !*stopped) {
          StageLog log(part(first, count), static_cast<int>(first), report, *stopped);
          testRedis(log, deployment);
          first += count;
        }
        const auto key = QByteArray::fromStdString(deployment.apiKey.value_or(""));
        constexpr std::size_t kApiStages = 5;
        for (const auto& url : deployment.apiUrls) {
          if (*stopped) break;
          StageLog log(part(first, kApiStages), static_cast<int>(first), report, *stopped);
          testApi(log, QUrl(QString::fromStdString(url)), key);
          first += kApiStages;
        }
      });
  thread->setObjectName(QStringLiteral("heddle-test"));
  work_->thread = thread;
  connect(thread, &QThread::finished, receiver, [this, stopped = work_->stopped] {
    if (!*stopped) Q_EMIT finished(passed());
  });
  connect(thread, &QThread::finished, receiver, &QObject::deleteLater);
  thread->start();
  retireThread(thread);
}

}  // namespace heddle::client
