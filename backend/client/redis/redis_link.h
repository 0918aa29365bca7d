// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/redis_reply.h"
#include "backend/client/source.h"
#include "backend/deployment/redis_uri.h"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <QIODevice>
#include <QObject>
#include <QTimer>

struct redisReader;

namespace heddle::client {

/// One connection to Redis: RESP2 over TCP, TLS or a Unix socket, logged in and on its database before
/// ready(). Lives in the Redis thread. Writes nothing but its login and commands of the read-only list. One
/// attempt: after closed() it stays closed until open() is called again.
class RedisLink : public QObject {
  Q_OBJECT

 public:
  using Answer = std::function<void(const RedisReply& reply)>;

  RedisLink(deployment::RedisTarget target, QObject* parent);
  ~RedisLink() override;

  void open();
  void close();
  bool isReady() const { return ready_; }
  /// False (and nothing is sent) when the command is not read-only or the link is not ready. Answers come in
  /// order.
  bool send(const std::vector<std::string>& arguments, Answer answer);

 Q_SIGNALS:
  void ready();
  /// By failure or by the server; answers still expected never come.
  void closed(const heddle::client::SourceError& error);
  /// A pub/sub message: channel and payload.
  void messageArrived(const std::string& channel, const std::string& payload);

 private:
  void makeSocket();
  void logIn();
  void write(const std::vector<std::string>& arguments, Answer answer);
  void readAvailable();
  void take(RedisReply reply);
  void fail(const QString& sentence, SourceError::Kind kind = SourceError::Kind::unreachable);

  deployment::RedisTarget target_;
  QIODevice* socket_ = nullptr;
  redisReader* reader_ = nullptr;
  std::deque<Answer> expected_;
  std::size_t unfinished_ = 0;  // bytes of the reply under way
  QTimer patience_;             // for connecting and login
  bool ready_ = false;
};

/// Above this a single reply ends the connection: the window must not grow with somebody's value.
inline constexpr std::size_t kMostReplyBytes = std::size_t{16} << 20;

}  // namespace heddle::client
