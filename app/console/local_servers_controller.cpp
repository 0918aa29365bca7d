// SPDX-License-Identifier: Apache-2.0
#include "app/console/local_servers_controller.h"

#include <QAction>

namespace heddle::console {

LocalServersController::LocalServersController(PageContext& context, QObject* parent)
    : Page(parent),
      context_(context),
      page_(new panels::LocalServersPage(context.servers.table())),
      add_(new QAction(QStringLiteral("New local server…"), this)) {
  wirePage();
  for (int row = 0; row < context_.servers.table().rowCount(); ++row) {
    const QString id = context_.servers.table().keyAt(row);
    const auto& lines = context_.servers.log(id);
    page_->appendLog(id, QVector<widgets::LogLine>(lines.begin(), lines.end()));
  }
  page_->setNow(models::currentUs());
}

LocalServersController::~LocalServersController() {
  delete page_.data();
}

void LocalServersController::wirePage() {
  LocalServers& servers = context_.servers;
  using panels::LocalServersPage;
  connect(add_, &QAction::triggered, page_, &LocalServersPage::pickProject);
  connect(page_, &LocalServersPage::projectPicked, this, [this](const QString& path) {
    const QString id = context_.servers.add(path);
    page_->choose(id);
    context_.servers.start(id);
  });
  connect(page_, &LocalServersPage::startRequested, &servers, &LocalServers::start);
  connect(page_, &LocalServersPage::stopRequested, &servers, &LocalServers::stop);
  connect(page_, &LocalServersPage::restartRequested, &servers, &LocalServers::restart);
  connect(page_, &LocalServersPage::removeRequested, &servers, &LocalServers::remove);
  connect(page_, &LocalServersPage::openRequested, this, [this](const QString& id) {
    const QString slug = context_.servers.deploymentOf(id);
    if (!slug.isEmpty()) Q_EMIT openRequested({QStringLiteral("runs"), slug, {}}, shell::OpenMode::NewTab);
  });
  connect(&servers, &LocalServers::logged, page_, &LocalServersPage::appendLog);
  connect(&context_.time, &WindowTime::refreshDue, page_, [this] { page_->setNow(models::currentUs()); });
}

}  // namespace heddle::console
