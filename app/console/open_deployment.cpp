// SPDX-License-Identifier: Apache-2.0
#include "app/console/open_deployment.h"

#include "models/values/value_text.h"

namespace heddle::console {

OpenDeployment::OpenDeployment(client::DeploymentList& list, const client::AuditLog& log, QString slug,
                               QObject* parent)
    : QObject(parent), list_(list), log_(log), slug_(std::move(slug)) {
  connect(&list_, &client::DeploymentList::changed, this, &OpenDeployment::recordChanged);
}

OpenDeployment::~OpenDeployment() = default;

QString OpenDeployment::name() const {
  const client::DeploymentEntry* entry = list_.bySlug(slug_);
  return entry != nullptr ? models::qtext(entry->shown.name) : slug_;
}

QString OpenDeployment::environment() const {
  const client::DeploymentEntry* entry = list_.bySlug(slug_);
  return entry != nullptr ? models::qtext(deployment::word(entry->shown.environment))
                          : QStringLiteral("production");
}

void OpenDeployment::open() {
  wanted_ = true;
  if (!session_ && !opening_) resolve();
}

void OpenDeployment::resolve() {
  const client::DeploymentEntry* entry = list_.bySlug(slug_);
  if (entry == nullptr) {
    fail(QStringLiteral("No deployment “%1” is known here. Add it on the Deployments page.").arg(slug_));
    return;
  }
  opening_ = true;
  problem_.clear();
  key_ = entry->key;
  revision_ = entry->revision;
  list_.resolve(entry->key, this, [this, question = ++asked_](core::Result<deployment::Deployment> answer) {
    if (question == asked_) resolved(std::move(answer));
  });
}

void OpenDeployment::resolved(core::Result<deployment::Deployment> answer) {
  opening_ = false;
  if (answer) {
    if (const auto good = deployment::check(*answer); !good) answer = good.error();
  }
  if (!answer) {
    // A file that is away while its server restarts says nothing against the session made of it.
    if (session_ && sessionsOwn_ == revision_) return;
    retire();
    fail(models::qtext(answer.error().message));
    return;
  }
  const bool same = session_ && session_->deployment() == *answer;
  sessionsOwn_ = revision_;
  if (same) return;
  retire();
  start(std::move(*answer));
}

void OpenDeployment::start(deployment::Deployment deployment) {
  session_ = std::make_unique<client::DeploymentSession>(std::move(deployment), &log_);
  connect(session_.get(), &client::DeploymentSession::sourceChanged, this,
          [this](client::Source, const client::SourceState& state) { sourceReported(state); });
  connect(session_.get(), &client::DeploymentSession::capabilitiesRead, this, &OpenDeployment::sourceChanged);
  client::WriteLock* lock = &session_->lock();
  connect(lock, &client::WriteLock::unlockedNow, this, &OpenDeployment::sourceChanged);
  connect(session_.get(), &client::DeploymentSession::locked, this, &OpenDeployment::sourceChanged);
  connect(lock, &client::WriteLock::ticked, this, &OpenDeployment::lockTicked);
  session_->connectAll();
  Q_EMIT opened();
  Q_EMIT sourceChanged();
}

void OpenDeployment::recordChanged() {
  if (!wanted_) return;
  const client::DeploymentEntry* entry = list_.bySlug(slug_);
  if (entry == nullptr) {
    if (key_.isEmpty()) return;  // it was gone before
    key_.clear();
    ++asked_;
    retire();
    fail(QStringLiteral("The deployment “%1” is no longer in the list.").arg(slug_));
    return;
  }
  if (entry->key == key_ && entry->revision == revision_) return;
  // Another record under this name: what the old one shows must not pass for it, not even for a moment.
  if (entry->key != key_) retire();
  resolve();
}

/// A server that comes back elsewhere writes its file anew and may do so without us: a source that went away
/// is the moment to look.
void OpenDeployment::sourceReported(const client::SourceState& state) {
  const bool away = state.phase == client::SourcePhase::lost || state.phase == client::SourcePhase::failed;
  const client::DeploymentEntry* entry = list_.bySlug(slug_);
  if (away && !opening_ && entry != nullptr && !entry->filePath.isEmpty()) resolve();
  Q_EMIT sourceChanged();
}

void OpenDeployment::retire() {
  if (!session_) return;
  Q_EMIT closing();
  session_.reset();
  Q_EMIT sourceChanged();
}

void OpenDeployment::fail(const QString& sentence) {
  opening_ = false;
  problem_ = sentence;
  Q_EMIT failed(problem_);
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
  const client::DeploymentEntry* entry = list_.bySlug(slug_);
  return entry != nullptr && !entry->shown.apiUrls.empty() ? models::qtext(entry->shown.apiUrls.front())
                                                           : QString();
}

QString OpenDeployment::postgresTrouble() const {
  if (!session_) return {};
  const client::SourceState state = session_->state(client::Source::postgres);
  const bool away = state.phase == client::SourcePhase::lost || state.phase == client::SourcePhase::failed;
  return away ? state.sentence : QString();
}

void OpenDeployment::probePostgres() {
  if (session_ && session_->postgres() != nullptr) session_->postgres()->connectNow();
}

qint64 OpenDeployment::clockAheadUs() const {
  return session_ ? session_->clockAhead().count() : 0;
}

OpenDeployments::OpenDeployments(client::DeploymentList& list, const client::AuditLog& log, QObject* parent)
    : QObject(parent), list_(list), log_(log) {}

OpenDeployment& OpenDeployments::at(const QString& slug) {
  for (const auto& known : open_) {
    if (known->slug() == slug) return *known;
  }
  open_.push_back(std::make_unique<OpenDeployment>(list_, log_, slug));
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
