// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/redis_link.h"

#include <chrono>
#include <deque>
#include <optional>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace heddle::client {

/// RedisSession's half in the Redis thread: one link, reconnected with growing pauses while somebody waits.
class RedisWorker : public QObject {
  Q_OBJECT

 public:
  explicit RedisWorker(deployment::RedisTarget target);

  void command(quint64 number, std::vector<std::string> arguments);
  /// All at once; one array answers.
  void commands(quint64 number, std::vector<std::vector<std::string>> all);
  void connectNow();

 Q_SIGNALS:
  void answered(quint64 number, const heddle::client::RedisReply& reply,
                const std::optional<heddle::client::SourceError>& error);
  void reported(const heddle::client::SourceState& state);

 private:
  struct Waiting {
    quint64 number = 0;
    std::vector<std::vector<std::string>> all;
    bool together = false;  // answered by one array; otherwise there is one command
  };
  void take(Waiting waiting);
  void send(const Waiting& waiting);
  void finish(const Waiting& waiting, const RedisReply& reply, std::chrono::microseconds took);
  void opened();
  void lost(const SourceError& error);

  RedisLink link_;
  std::deque<Waiting> waiting_;   // until the link is ready
  std::deque<quint64> underWay_;  // sent, not answered
  QTimer again_;
  std::chrono::milliseconds pause_{250};
  bool opening_ = false, wasReady_ = false;
};

}  // namespace heddle::client
