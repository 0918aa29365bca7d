// SPDX-License-Identifier: Apache-2.0
#include "app/cli/backup.h"

#include "backend/client/actions/target_backup.h"

#include <QEventLoop>

namespace heddle::cli {

KeptCopy keepCopy(client::DeploymentSession& session, const client::ActionPlan& plan, const QString& file) {
  client::TargetBackup backup(*session.api(), plan, {{}, file});
  backup.readSubgraphsFrom(session.makeThreadDetails(client::Source::postgres), session.aesKey());
  KeptCopy kept;
  QEventLoop loop;
  QObject::connect(&backup, &client::TargetBackup::finished, &loop, &QEventLoop::quit);
  QObject::connect(&backup, &client::TargetBackup::failed, &loop, [&](const QString& sentence) {
    kept.problem = sentence;
    loop.quit();
  });
  QMetaObject::invokeMethod(&backup, &client::TargetBackup::start, Qt::QueuedConnection);
  loop.exec();
  kept.omission = backup.omission();
  return kept;
}

}  // namespace heddle::cli
