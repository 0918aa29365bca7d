// SPDX-License-Identifier: Apache-2.0
#include "backend/client/deployment_session.h"

#include "backend/client/postgres/pg_store_feed.h"
#include "backend/client/postgres/thread_feed.h"
#include "backend/client/redis/saver_detail_feed.h"
#include "backend/client/redis/saver_look.h"
#include "backend/client/redis/saver_store_feed.h"
#include "backend/deployment/postgres_uri.h"

namespace heddle::client {
namespace {

std::unique_ptr<ApiSession> makeApi(const deployment::Deployment& deployment, const WriteGate& gate) {
  if (deployment.apiUrls.empty()) return nullptr;
  ApiTarget target;
  for (const auto& url : deployment.apiUrls)
    target.baseUrls.emplace_back(QString::fromStdString(url));
  if (deployment.apiKey) target.apiKey = QByteArray::fromStdString(*deployment.apiKey);
  return std::make_unique<ApiSession>(std::move(target), gate);
}

}  // namespace

DeploymentSession::DeploymentSession(deployment::Deployment deployment, const AuditLog* log, QObject* parent)
    : QObject(parent),
      deployment_(std::move(deployment)),
      lock_(deployment_.level()),
      gate_({QString::fromStdString(deployment_.name), deployment_.environment}, lock_, log) {
  qRegisterMetaType<Source>();
  wireLock();
  if (const auto target = deployment::parsePostgres(deployment_.database);
      !deployment_.database.empty() && target) {
    postgres_ = std::make_unique<PgSession>(*target);
    connect(postgres_.get(), &PgSession::stateChanged, this,
            [this](const SourceState& state) { took(Source::postgres, state); });
    connect(postgres_.get(), &PgSession::capabilitiesRead, this, &DeploymentSession::capabilitiesRead);
    connect(postgres_.get(), &PgSession::clockChanged, this,
            [this] { Q_EMIT sourceChanged(Source::postgres, postgres_->state()); });
  }
  if (const auto target = deployment::parseRedis(deployment_.redis); !deployment_.redis.empty() && target) {
    redis_ = std::make_unique<RedisSession>(*target);
    connect(redis_.get(), &RedisSession::stateChanged, this,
            [this](const SourceState& state) { took(Source::redis, state); });
  }
  api_ = makeApi(deployment_, gate_);
  if (api_) {
    connect(api_.get(), &ApiSession::stateChanged, this,
            [this](const SourceState& state) { took(Source::api, state); });
  }
}

DeploymentSession::~DeploymentSession() {
  lock_.disconnect(this);
}

void DeploymentSession::wireLock() {
  connect(&lock_, &WriteLock::unlockedNow, this,
          [this] { gate_.tell(AuditEntry::Kind::unlocked, QStringLiteral("Unlocked for 15 minutes.")); });
  connect(&lock_, &WriteLock::lockedAgain, this, [this](WriteLock::Why why) {
    gate_.tell(AuditEntry::Kind::locked, QStringLiteral("Locked: %1.").arg(word(why)));
    Q_EMIT locked(why);
  });
}

void DeploymentSession::took(Source source, const SourceState& state) {
  bool& wasReady = wasReady_.at(static_cast<std::size_t>(source));
  const bool gone = state.phase == SourcePhase::lost || state.phase == SourcePhase::failed;
  if (gone && wasReady) lock_.lock(WriteLock::Why::disconnected);
  const bool came = state.phase == SourcePhase::ready && !wasReady;
  wasReady = state.phase == SourcePhase::ready;
  if (came && source == Source::redis) recogniseRedis();
  Q_EMIT sourceChanged(source, state);
}

void DeploymentSession::recogniseRedis() {
  findSaverPlaces(*redis_, this, [this](const query::SaverPlaces& places, const SourceError* error) {
    if (error != nullptr || places == savers_) return;
    savers_ = places;
    Q_EMIT capabilitiesRead();
  });
}

std::string DeploymentSession::badge() const {
  std::string text = capabilities() == nullptr ? std::string() : query::badge(*capabilities());
  const auto redis = query::badge(savers_);
  if (!text.empty() && !redis.empty()) text += " · ";
  return text + redis;
}

std::unique_ptr<ThreadDetailFeed> DeploymentSession::makeThreadDetails(Source source) const {
  if (source == Source::postgres && postgres_) return std::make_unique<PgThreadDetailFeed>(*postgres_);
  if (source == Source::redis && redis_) return std::make_unique<SaverDetailFeed>(*redis_);
  return nullptr;
}

std::unique_ptr<StoreFeed> DeploymentSession::makeStore(Source source) const {
  if (source == Source::postgres && postgres_) return std::make_unique<PgStoreFeed>(*postgres_);
  if (source == Source::redis && redis_) return std::make_unique<SaverStoreFeed>(*redis_);
  return nullptr;
}

QString DeploymentSession::name() const {
  return QString::fromStdString(deployment_.name);
}

TailFeed* DeploymentSession::makeTail(QObject* parent) const {
  if (!redis_) return nullptr;
  TailNames names;
  const auto* known = capabilities();
  const bool official = known != nullptr && known->flavour == query::Flavour::official;
  names.flavour = official ? TailNames::Flavour::official : TailNames::Flavour::heddle;
  names.prefix = deployment_.redisKeyPrefix.value_or(official ? "" : "heddle:");
  return new TailFeed(redis_->target(), names, parent);
}

SourceState DeploymentSession::state(Source source) const {
  if (source == Source::postgres && postgres_) return postgres_->state();
  if (source == Source::redis && redis_) return redis_->state();
  if (source == Source::api && api_) return api_->state();
  return {};
}

std::chrono::microseconds DeploymentSession::clockAhead() const {
  return postgres_ ? postgres_->clockAhead() : std::chrono::microseconds(0);
}

const query::Capabilities* DeploymentSession::capabilities() const {
  return postgres_ ? postgres_->capabilities() : nullptr;
}

void DeploymentSession::setAesKey(std::shared_ptr<const checkpoint::AesKey> key) {
  aesKey_ = std::move(key);
  Q_EMIT aesKeyChanged();
}

void DeploymentSession::connectAll() {
  if (postgres_) postgres_->connectNow();
  if (redis_) redis_->connectNow();
  if (api_) api_->connectNow();
}

}  // namespace heddle::client
