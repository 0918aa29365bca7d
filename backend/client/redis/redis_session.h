// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/io_thread.h"
#include "backend/client/redis/redis_reply.h"
#include "backend/client/source.h"
#include "backend/deployment/redis_uri.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QPointer>

namespace heddle::client {

class RedisWorker;

/// Reads one deployment's Redis. Lives in the GUI thread; sockets live in the one Redis thread of the
/// process. Only commands of the read-only list are ever written to the socket; a reply above 16 MiB closes
/// the connection. Reconnects by itself with growing pauses (0.25 s to 10 s). Owned by DeploymentSession.
class RedisSession : public QObject {
  Q_OBJECT

 public:
  using Done = std::function<void(RedisReply reply, const SourceError* error)>;

  explicit RedisSession(deployment::RedisTarget target, QObject* parent = nullptr);
  ~RedisSession() override;

  /// `done` is called in this object's thread unless `context` is gone. Refused commands fail at once with
  /// kind forbidden.
  void command(std::vector<std::string> arguments, QObject* context, Done done);
  /// Sends them all at once; one array answers, in their order. What Redis refuses is an error among its
  /// items, not one of the whole.
  void commands(std::vector<std::vector<std::string>> all, QObject* context, Done done);
  void connectNow();
  SourceState state() const { return state_; }

  const deployment::RedisTarget& target() const { return target_; }

 Q_SIGNALS:
  void stateChanged(const heddle::client::SourceState& state);

 private:
  struct Asked {
    QPointer<QObject> context;
    Done done;
  };
  quint64 expect(QObject* context, Done done);
  void answered(quint64 number, const RedisReply& reply, const std::optional<SourceError>& error);

  deployment::RedisTarget target_;
  std::shared_ptr<QThread> thread_;
  RedisWorker* worker_ = nullptr;  // in the Redis thread; deleted there
  std::map<quint64, Asked> asked_;
  quint64 next_ = 0;
  SourceState state_;
};

}  // namespace heddle::client
