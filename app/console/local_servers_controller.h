// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/local_servers.h"
#include "app/console/page_context.h"
#include "ui/panels/local_servers/local_servers_page.h"
#include "ui/shell/page.h"

#include <QPointer>

namespace heddle::console {

/// The Local servers page: shows what LocalServers knows and passes on what is asked.
class LocalServersController : public shell::Page {
  Q_OBJECT
 public:
  LocalServersController(PageContext& context, QObject* parent);
  ~LocalServersController() override;

  QString title() const override { return QStringLiteral("Local servers"); }
  QString iconName() const override { return QStringLiteral("box"); }
  QWidget* widget() override { return page_; }
  QList<QAction*> commands() override { return {add_}; }

 private:
  void wirePage();

  PageContext& context_;
  QPointer<panels::LocalServersPage> page_;
  QAction* add_;
};

}  // namespace heddle::console
