// SPDX-License-Identifier: Apache-2.0
#include "app/console/open_deployment.h"

#include "models/values/value_text.h"

namespace heddle::console {

OpenDeployment::OpenDeployment(client::DeploymentList& list, QString slug, QObject* parent)
    : QObject(parent), list_(list), slug_(std::move(slug)) {}

OpenDeployment::~OpenDeployment() = default;

QString OpenDeployment::name() const {
  const client::DeploymentEntry* entry = list_.find(slug_);
  return entry != nullptr ? models::qtext(entry->shown.name) : slug_;
}

QString OpenDeployment::environment() const {
  const client::DeploymentEntry* entry = list_.find(slug_);
  return entry != nullptr ? models::qtext(deployment::word(entry->shown.environment))
                          : QStringLiteral("production");
}

void OpenDeployment::open() {
  if (session_ || opening_) return;
  const client::DeploymentEntry* entry = list_.find(slug_);
  if (entry == nullptr) {
    problem_ = QStringLiteral("No deployment “%1” is known here. Add it on the Deployments page.").arg(slug_);
    Q_EMIT failed(problem_);
    return;
  }
  opening_ = true;
  problem_.clear();
  list_.resolve(entry->key, this,
                [this](core::Result<deployment::Deployment> answer) { resolved(std::move(answer)); });
}

void OpenDeployment::resolved(core::Result<deployment::Deployment> answer) {
  opening_ = false;
  if (answer) {
    if (const auto good = deployment::check(*answer); !good) answer = good.error();
  }
  if (!answer) {
    problem_ = models::qtext(answer.error().message);
    Q_EMIT failed(problem_);
    return;
  }
  session_ = std::make_unique<client::DeploymentSession>(std::move(*answer));
  connect(session_.get(), &client::DeploymentSession::sourceChanged, this, &OpenDeployment::sourceChanged);
  connect(session_.get(), &client::DeploymentSession::capabilitiesRead, this, &OpenDeployment::sourceChanged);
  session_->connectAll();
  Q_EMIT opened();
  Q_EMIT sourceChanged();
}

bool OpenDeployment::actionsAllowed() const {
  return session_ && session_->gate().isOpen() && session_->api() != nullptr;
}

QString OpenDeployment::refusal() const {
  if (!session_) return QStringLiteral("The deployment is not open yet.");
  if (!session_->gate().isOpen()) return session_->gate().refusal();
  if (session_->api() == nullptr) {
    return QStringLiteral("This deployment has no HTTP address; actions go through its API only.");
  }
  return {};
}

QString OpenDeployment::apiUrl() const {
  const client::DeploymentEntry* entry = list_.find(slug_);
  return entry != nullptr && !entry->shown.apiUrls.empty() ? models::qtext(entry->shown.apiUrls.front())
                                                           : QString();
}

OpenDeployments::OpenDeployments(client::DeploymentList& list, QObject* parent)
    : QObject(parent), list_(list) {}

OpenDeployment& OpenDeployments::at(const QString& slug) {
  for (const auto& known : open_) {
    if (known->slug() == slug) return *known;
  }
  open_.push_back(std::make_unique<OpenDeployment>(list_, slug));
  OpenDeployment* made = open_.back().get();
  Q_EMIT added(made);
  return *made;
}

std::vector<OpenDeployment*> OpenDeployments::all() const {
  std::vector<OpenDeployment*> list;
  for (const auto& known : open_)
    list.push_back(known.get());
  return list;
}

}  // namespace heddle::console
