// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_lane.h"

#include "backend/client/postgres/pg_worker.h"
#include "backend/client/retired_threads.h"

#include <thread>

#include <QThread>

namespace heddle::client {
namespace {

constexpr std::chrono::seconds kIdle{60};
constexpr std::chrono::seconds kCancelPatience{1};

SourceError cancelledError() {
  return {SourceError::Kind::cancelled, QStringLiteral("The question was cancelled."), false};
}

}  // namespace

PgLane::PgLane(deployment::PostgresTarget target, std::chrono::milliseconds statementTimeout)
    : target_(std::move(target)),
      statementTimeout_(statementTimeout),
      cancel_(std::make_shared<CancelHandle>()) {
  idle_.setSingleShot(true);
  idle_.setInterval(kIdle);
  connect(&idle_, &QTimer::timeout, this, [this] {
    stopThread();
    Q_EMIT reported({SourcePhase::idle, {}, std::chrono::microseconds(-1)});
  });
}

PgLane::~PgLane() {
  if (busy_) {
    cancel_->drop(queue_.front().number);
  }
  stopThread();
}

void PgLane::enqueue(quint64 number, QPointer<QObject> context, PgSession::Work work, PgSession::Done done) {
  queue_.push_back({number, std::move(context), std::move(work), std::move(done), false});
  if (!busy_) sendNext();
}

bool PgLane::cancel(quint64 number) {
  for (auto job = queue_.begin(); job != queue_.end(); ++job) {
    if (job->number != number) continue;
    if (job != queue_.begin() || !busy_) {
      auto waiting = std::move(*job);
      queue_.erase(job);
      const auto error = cancelledError();
      if (waiting.context) waiting.done({}, &error);
      return true;
    }
    job->cancelled = true;
    // PQcancel connects to the server, so it blocks: never in this thread, nor in the one that waits for the
    // answer.
    std::thread([cancel = cancel_, number] { cancel->cancel(number); }).detach();
    QTimer::singleShot(kCancelPatience, this, [this, number] { dropIfStill(number); });
    return true;
  }
  return false;
}

void PgLane::dropIfStill(quint64 number) {
  if (busy_ && queue_.front().number == number) cancel_->drop(number);
}

void PgLane::startThread() {
  thread_ = new QThread;  // retired with the lane, which it may outlive
  thread_->setObjectName(QStringLiteral("heddle-postgres"));
  worker_ = new PgWorker(target_, statementTimeout_, cancel_);
  worker_->moveToThread(thread_);
  connect(thread_, &QThread::finished, worker_, &QObject::deleteLater);
  connect(worker_, &PgWorker::answered, this, &PgLane::finished);
  connect(worker_, &PgWorker::reported, this, &PgLane::reported);
  connect(worker_, &PgWorker::capabilitiesRead, this, &PgLane::capabilitiesRead);
  connect(worker_, &PgWorker::clockRead, this, &PgLane::clockRead);
  thread_->start();
}

void PgLane::stopThread() {
  if (thread_ == nullptr) return;
  worker_->disconnect(this);
  thread_->quit();
  retireThread(thread_);  // stuck in connecting it ends by itself after connect_timeout
  thread_ = nullptr;
  worker_ = nullptr;
}

void PgLane::sendNext() {
  while (!queue_.empty() && !queue_.front().context)
    queue_.pop_front();  // nobody waits for these
  if (queue_.empty()) {
    idle_.start();
    return;
  }
  idle_.stop();
  if (thread_ == nullptr) startThread();
  busy_ = true;
  auto* worker = worker_;
  QMetaObject::invokeMethod(
      worker,
      [worker, number = queue_.front().number, work = queue_.front().work] { worker->answer(number, work); },
      Qt::QueuedConnection);
}

void PgLane::finished(quint64 number, const std::shared_ptr<std::any>& answer,
                      const std::optional<SourceError>& error) {
  if (!busy_ || queue_.front().number != number) return;
  auto job = std::move(queue_.front());
  queue_.pop_front();
  busy_ = false;
  auto told = error;
  if (told && job.cancelled) told = cancelledError();
  // The next question goes out before the answer is used: using it may take this lane's owner down.
  sendNext();
  if (job.context) job.done(answer ? std::move(*answer) : std::any(), told ? &*told : nullptr);
}

}  // namespace heddle::client
