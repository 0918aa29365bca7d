// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/aes_key.h"
#include "backend/client/api/api_session.h"
#include "backend/client/postgres/pg_session.h"
#include "backend/client/redis/redis_session.h"
#include "backend/client/redis/tail_feed.h"
#include "backend/client/source.h"
#include "backend/client/store_feed.h"
#include "backend/client/thread_detail_feed.h"
#include "backend/deployment/deployment.h"
#include "backend/query/saver_places.h"

#include <array>
#include <chrono>
#include <memory>

#include <QObject>

namespace heddle::client {

/// An open deployment: its sources and what they can do. Lives in the GUI thread; connects nothing until
/// asked. Controllers build their feeds on postgres(), tails with makeTail(), actions with api(). Destroy
/// feeds first.
class DeploymentSession : public QObject {
  Q_OBJECT

 public:
  /// The deployment must have passed deployment::check(). Without an audit log it only reads; the log
  /// outlives the session.
  explicit DeploymentSession(deployment::Deployment deployment, const AuditLog* log = nullptr,
                             QObject* parent = nullptr);
  ~DeploymentSession() override;

  const deployment::Deployment& deployment() const { return deployment_; }
  QString name() const;
  const WriteGate& gate() const { return gate_; }
  /// Locks by itself when a source that was there is lost.
  WriteLock& lock() { return lock_; }

  /// nullptr when the deployment has no such source.
  PgSession* postgres() const { return postgres_.get(); }
  RedisSession* redis() const { return redis_.get(); }
  ApiSession* api() const { return api_.get(); }
  /// Questions about one thread to one of the sources; nullptr when there is no such source. It goes before
  /// the session.
  std::unique_ptr<ThreadDetailFeed> makeThreadDetails(Source source) const;
  /// Questions about the items of one of the stores; nullptr when there is no such source. It goes before the
  /// session.
  std::unique_ptr<StoreFeed> makeStore(Source source) const;
  /// nullptr without Redis. The caller owns it (or `parent` does).
  TailFeed* makeTail(QObject* parent) const;

  /// The key that encrypted values are read with, as long as the deployment is open; nothing until one was
  /// given. It is never stored.
  const std::shared_ptr<const checkpoint::AesKey>& aesKey() const { return aesKey_; }
  void setAesKey(std::shared_ptr<const checkpoint::AesKey> key);

  SourceState state(Source source) const;
  /// How far the database's clock is ahead of this computer's; 0 while nobody knows.
  std::chrono::microseconds clockAhead() const;
  /// nullptr until Postgres has answered.
  const query::Capabilities* capabilities() const;
  /// What keeps checkpoints in Redis; none until it has answered. Asked again at each connection.
  query::RedisFlavour redisFlavour() const { return query::flavourOf(savers_.all); }
  const query::SaverPlaces& redisSavers() const { return savers_; }
  /// What the databases were recognised as, for people; empty as long as none was.
  std::string badge() const;
  void connectAll();

 Q_SIGNALS:
  /// Also when the clock of Postgres was found to be another.
  void sourceChanged(heddle::client::Source source, const heddle::client::SourceState& state);
  /// Of Postgres or of Redis.
  void capabilitiesRead();
  /// Locked again, by whatever; unlocking and the seconds are the lock's own signals.
  void locked(heddle::client::WriteLock::Why why);
  void aesKeyChanged();

 private:
  void wireLock();
  /// A state of a source: told on, and a lost one locks.
  void took(Source source, const SourceState& state);
  void recogniseRedis();

  deployment::Deployment deployment_;
  std::array<bool, 3> wasReady_{};  // by source
  WriteLock lock_;
  WriteGate gate_;
  std::unique_ptr<PgSession> postgres_;
  std::unique_ptr<RedisSession> redis_;
  query::SaverPlaces savers_;
  std::unique_ptr<ApiSession> api_;
  std::shared_ptr<const checkpoint::AesKey> aesKey_;
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::client::Source)
