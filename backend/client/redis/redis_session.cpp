// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/redis_session.h"

#include "backend/client/redis/allow_list.h"
#include "backend/client/redis/redis_worker.h"

#include <algorithm>

#include <QThread>

namespace heddle::client {
namespace {

SourceError notReading() {
  return {SourceError::Kind::forbidden, QStringLiteral("Only reading commands are sent to Redis."), false};
}

}  // namespace

RedisSession::RedisSession(deployment::RedisTarget target, QObject* parent)
    : QObject(parent),
      target_(std::move(target)),
      thread_(ioThread(IoThread::redis)),
      worker_(new RedisWorker(target_)) {
  qRegisterMetaType<SourceState>();
  qRegisterMetaType<RedisReply>("heddle::client::RedisReply");
  qRegisterMetaType<std::optional<SourceError>>("std::optional<heddle::client::SourceError>");
  state_.phase = SourcePhase::idle;
  worker_->moveToThread(thread_.get());
  connect(worker_, &RedisWorker::reported, this, [this](const SourceState& state) {
    const auto known = state_.latency;
    state_ = state;
    if (state.phase == SourcePhase::ready && state.latency.count() < 0) state_.latency = known;
    Q_EMIT stateChanged(state_);
  });
  connect(worker_, &RedisWorker::answered, this, &RedisSession::answered);
}

RedisSession::~RedisSession() {
  worker_->disconnect(this);
  worker_->deleteLater();
}

void RedisSession::connectNow() {
  QMetaObject::invokeMethod(worker_, &RedisWorker::connectNow, Qt::QueuedConnection);
}

quint64 RedisSession::expect(QObject* context, Done done) {
  const auto number = ++next_;
  asked_.emplace(number, Asked{context, std::move(done)});
  return number;
}

void RedisSession::command(std::vector<std::string> arguments, QObject* context, Done done) {
  if (!isReadOnlyCommand(arguments)) {
    const auto error = notReading();
    done({}, &error);
    return;
  }
  const auto number = expect(context, std::move(done));
  QMetaObject::invokeMethod(
      worker_,
      [worker = worker_, number, arguments = std::move(arguments)] { worker->command(number, arguments); },
      Qt::QueuedConnection);
}

void RedisSession::commands(std::vector<std::vector<std::string>> all, QObject* context, Done done) {
  if (!std::all_of(all.begin(), all.end(), isReadOnlyCommand)) {
    const auto error = notReading();
    done({}, &error);
    return;
  }
  const auto number = expect(context, std::move(done));
  QMetaObject::invokeMethod(
      worker_, [worker = worker_, number, all = std::move(all)] { worker->commands(number, all); },
      Qt::QueuedConnection);
}

void RedisSession::answered(quint64 number, const RedisReply& reply,
                            const std::optional<SourceError>& error) {
  const auto found = asked_.find(number);
  if (found == asked_.end()) return;
  const auto asked = std::move(found->second);
  asked_.erase(found);
  if (asked.context) asked.done(reply, error ? &*error : nullptr);
}

}  // namespace heddle::client
