// SPDX-License-Identifier: Apache-2.0
#include "app/console/unlocking.h"

#include "models/values/value_text.h"
#include "ui/panels/safety/unlock_dialog.h"
#include "ui/theme/icon.h"

namespace heddle::console {

namespace {

QString countdown(std::chrono::seconds left) {
  return QStringLiteral("%1:%2").arg(left.count() / 60).arg(left.count() % 60, 2, 10, QLatin1Char('0'));
}

}  // namespace

Unlocking::Unlocking(OpenDeployments& deployments, QObject* parent)
    : QObject(parent), deployments_(deployments) {
  action_.setObjectName(QStringLiteral("unlock"));
  connect(&action_, &QAction::triggered, this, &Unlocking::trigger);
  connect(&deployments_, &OpenDeployments::added, this, &Unlocking::follow);
  for (OpenDeployment* open : deployments_.all())
    follow(open);
  show();
}

void Unlocking::follow(OpenDeployment* deployment) {
  const auto update = [this, deployment] {
    if (deployment->slug() == slug_) show();
  };
  connect(deployment, &OpenDeployment::opened, this, update);
  connect(deployment, &OpenDeployment::sourceChanged, this, update);
  connect(deployment, &OpenDeployment::lockTicked, this, update);
}

void Unlocking::setDeployment(const QString& slug) {
  slug_ = slug;
  show();
}

void Unlocking::show() {
  client::DeploymentSession* session = slug_.isEmpty() ? nullptr : deployments_.at(slug_).session();
  const bool unlocked = session != nullptr && session->lock().isUnlockedByHand();
  const bool useful = session != nullptr && session->api() != nullptr && session->lock().needsUnlocking();
  action_.setVisible(useful);
  action_.setEnabled(useful);
  action_.setText(unlocked ? QStringLiteral("Lock · ") + countdown(session->lock().left())
                           : QStringLiteral("Unlock…"));
  action_.setToolTip(
      unlocked ? QStringLiteral("Unlocked: %1. Click to lock it now.").arg(session->lock().reason())
      : useful ? QStringLiteral("Allow changes to %1 for 15 minutes, with a reason").arg(session->name())
               : QStringLiteral("Only a deployment that is read-only and has an API address is unlocked."));
  // Only when it turns: the button is redrawn every second as it is.
  const auto icon = unlocked ? QStringLiteral("unlock") : QStringLiteral("lock");
  if (action_.data() != icon) action_.setIcon(theme::icon(icon));
  action_.setData(icon);
}

void Unlocking::trigger() {
  if (slug_.isEmpty()) return;
  OpenDeployment& deployment = deployments_.at(slug_);
  client::DeploymentSession* session = deployment.session();
  if (session == nullptr || !session->lock().needsUnlocking()) return;
  if (session->lock().isUnlockedByHand()) {
    session->lock().lock(client::WriteLock::Why::byHand);
    return;
  }
  const auto level = deployment::word(session->lock().unlocked());
  auto* dialog =
      new panels::UnlockDialog(session->name(), deployment.environment(), models::qtext(level), window_);
  connect(dialog, &panels::UnlockDialog::unlockRequested, session, [session](const QString& reason) {
    (void)session->lock().unlock(reason);  // the dialog asks for a reason that will do
  });
  dialog->open();
}

}  // namespace heddle::console
