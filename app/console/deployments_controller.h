// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/page_context.h"
#include "backend/client/connection_test.h"
#include "models/tables/servers_table.h"
#include "ui/panels/deployments/deployments_page.h"
#include "ui/shell/page.h"

#include <memory>

#include <QHash>
#include <QPointer>

namespace heddle::console {

/// The Deployments page: reads what is pasted, tests it stage by stage, keeps it without its secrets.
class DeploymentsController : public shell::Page {
  Q_OBJECT
 public:
  DeploymentsController(PageContext& context, client::SecretStore& secrets, QObject* parent);
  ~DeploymentsController() override;

  QString title() const override { return QStringLiteral("Deployments"); }
  QString iconName() const override { return QStringLiteral("server"); }
  QWidget* widget() override { return page_; }

 private:
  void wirePage();
  void showList();
  void showRole(const QString& slug);
  void understand(const QString& text);
  void test(const deployment::Deployment& deployment);
  void save(const QString& text, const QString& name, const QString& environment, const QString& level);
  void openFile(const QString& path);
  void openSlug(const QString& slug);

  PageContext& context_;
  client::SecretStore& secrets_;
  models::DeploymentsTable deployments_;
  models::StagesTable stages_;
  QPointer<panels::DeploymentsPage> page_;
  std::unique_ptr<client::ConnectionTest> test_;
  QHash<QString, QString> badges_;  // by slug: what each open database was recognised as
};

/// What the list shows of an entry; holds no secret.
models::DeploymentRow deploymentRow(const client::DeploymentEntry& entry);
/// Threads stand in Postgres; where there is none, a checkpointer's may stand in Redis.
bool readsOnlyRedis(const client::DeploymentEntry& entry);
/// What a deployment is opened with.
shell::PageKey firstPage(const client::DeploymentEntry& entry);

}  // namespace heddle::console
