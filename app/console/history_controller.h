// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/page_context.h"
#include "backend/client/safety/audit_log.h"
#include "models/tables/audit_table.h"
#include "ui/panels/history/history_page.h"
#include "ui/shell/page.h"

#include <QPointer>

namespace heddle::console {

/// The History page: the audit log of this profile, read off the GUI thread.
class HistoryController : public shell::Page {
  Q_OBJECT
 public:
  HistoryController(PageContext& context, const client::AuditLog& log, QObject* parent);
  ~HistoryController() override;

  QString title() const override { return QStringLiteral("History"); }
  QString iconName() const override { return QStringLiteral("shield"); }
  QWidget* widget() override { return page_; }
  void activate() override;
  void deactivate() override { active_ = false; }
  void refresh() override { read(); }

 private:
  void read();
  void show();
  void writeTo(const QString& path);

  PageContext& context_;
  QString path_;
  models::AuditTable table_;
  QPointer<panels::HistoryPage> page_;
  std::vector<models::AuditRow> rows_;
  QString summary_;
  bool active_ = false, reading_ = false;
};

}  // namespace heddle::console
