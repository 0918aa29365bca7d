// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/redis_worker.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace heddle::client {
namespace {

constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kLongestPause{10'000};

}  // namespace

RedisWorker::RedisWorker(deployment::RedisTarget target) : link_(std::move(target), this) {
  again_.setParent(this);  // moves along to the Redis thread
  again_.setSingleShot(true);
  connect(&again_, &QTimer::timeout, this, &RedisWorker::connectNow);
  connect(&link_, &RedisLink::ready, this, &RedisWorker::opened);
  connect(&link_, &RedisLink::closed, this, &RedisWorker::lost);
}

void RedisWorker::connectNow() {
  if (link_.isReady() || opening_) return;
  again_.stop();
  opening_ = true;
  Q_EMIT reported({SourcePhase::connecting, {}, std::chrono::microseconds(-1)});
  link_.open();
}

void RedisWorker::command(quint64 number, std::vector<std::string> arguments) {
  take({number, {std::move(arguments)}, false});
}

void RedisWorker::commands(quint64 number, std::vector<std::vector<std::string>> all) {
  take({number, std::move(all), true});
}

void RedisWorker::take(Waiting waiting) {
  if (link_.isReady()) {
    send(waiting);
    return;
  }
  waiting_.push_back(std::move(waiting));
  connectNow();
}

void RedisWorker::send(const Waiting& waiting) {
  QElapsedTimer clock;
  clock.start();
  RedisReply nothing;
  nothing.kind = RedisReply::Kind::array;
  if (waiting.all.empty()) {
    Q_EMIT answered(waiting.number, nothing, std::nullopt);
    return;
  }
  underWay_.push_back(waiting.number);
  const auto replies = std::make_shared<RedisReply>(std::move(nothing));
  bool sent = true;
  for (const auto& arguments : waiting.all) {
    sent =
        sent && link_.send(arguments, [this, waiting = Waiting{waiting.number, {}, waiting.together},
                                       count = waiting.all.size(), replies, clock](const RedisReply& reply) {
          replies->items.push_back(reply);
          if (replies->items.size() < count) return;
          finish(waiting, waiting.together ? std::move(*replies) : std::move(replies->items.front()),
                 std::chrono::microseconds(clock.nsecsElapsed() / 1000));
        });
  }
  if (sent) return;
  std::erase(underWay_, waiting.number);
  const SourceError error{SourceError::Kind::forbidden,
                          QStringLiteral("Only reading commands are sent to Redis."), false};
  Q_EMIT answered(waiting.number, {}, error);
}

void RedisWorker::finish(const Waiting& waiting, const RedisReply& reply, std::chrono::microseconds took) {
  std::erase(underWay_, waiting.number);
  Q_EMIT reported({SourcePhase::ready, {}, took});
  if (!reply.isError()) {
    Q_EMIT answered(waiting.number, reply, std::nullopt);
    return;
  }
  const SourceError error{SourceError::Kind::refused,
                          QStringLiteral("Redis answered: ") + QString::fromStdString(reply.text), false};
  Q_EMIT answered(waiting.number, reply, error);
}

void RedisWorker::opened() {
  opening_ = false;
  wasReady_ = true;
  pause_ = kFirstPause;
  Q_EMIT reported({SourcePhase::ready, {}, std::chrono::microseconds(-1)});
  auto waiting = std::move(waiting_);
  waiting_.clear();
  for (const auto& one : waiting)
    send(one);
}

void RedisWorker::lost(const SourceError& error) {
  opening_ = false;
  auto numbers = std::move(underWay_);
  underWay_.clear();
  for (const auto& one : waiting_)
    numbers.push_back(one.number);
  waiting_.clear();
  Q_EMIT reported(
      {wasReady_ ? SourcePhase::lost : SourcePhase::failed, error.sentence, std::chrono::microseconds(-1)});
  for (const auto number : numbers)
    Q_EMIT answered(number, {}, error);
  // A refused login stays refused until somebody changes the password back: asked seldom, it is noticed.
  const bool refused = error.kind != SourceError::Kind::unreachable;
  again_.start(refused ? kLongestPause : pause_);
  pause_ = std::min(pause_ * 2, kLongestPause);
}

}  // namespace heddle::client
