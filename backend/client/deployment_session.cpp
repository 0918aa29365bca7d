// SPDX-License-Identifier: Apache-2.0
#include "backend/client/deployment_session.h"

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

DeploymentSession::DeploymentSession(deployment::Deployment deployment, QObject* parent)
    : QObject(parent),
      deployment_(std::move(deployment)),
      gate_(deployment_.environment, QString::fromStdString(deployment_.name)) {
  qRegisterMetaType<Source>();
  if (const auto target = deployment::parsePostgres(deployment_.database);
      !deployment_.database.empty() && target) {
    postgres_ = std::make_unique<PgSession>(*target);
    connect(postgres_.get(), &PgSession::stateChanged, this,
            [this](const SourceState& state) { Q_EMIT sourceChanged(Source::postgres, state); });
    connect(postgres_.get(), &PgSession::capabilitiesRead, this, &DeploymentSession::capabilitiesRead);
  }
  if (const auto target = deployment::parseRedis(deployment_.redis); !deployment_.redis.empty() && target) {
    redis_ = std::make_unique<RedisSession>(*target);
    connect(redis_.get(), &RedisSession::stateChanged, this,
            [this](const SourceState& state) { Q_EMIT sourceChanged(Source::redis, state); });
  }
  api_ = makeApi(deployment_, gate_);
  if (api_) {
    connect(api_.get(), &ApiSession::stateChanged, this,
            [this](const SourceState& state) { Q_EMIT sourceChanged(Source::api, state); });
  }
}

DeploymentSession::~DeploymentSession() = default;

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

const query::Capabilities* DeploymentSession::capabilities() const {
  return postgres_ ? postgres_->capabilities() : nullptr;
}

void DeploymentSession::connectAll() {
  if (postgres_) postgres_->connectNow();
  if (redis_) redis_->connectNow();
  if (api_) api_->connectNow();
}

}  // namespace heddle::client
