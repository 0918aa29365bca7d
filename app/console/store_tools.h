// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/export_menu.h"
#include "app/console/list_filter.h"
#include "app/console/page_context.h"
#include "backend/client/postgres/list_export.h"
#include "models/tables/store_table.h"
#include "ui/panels/store/store_page.h"
#include "ui/shell/page.h"

#include <QPointer>

namespace heddle::console {

/// What the Store page has beside its items: views, copies, exports, links. An item is named by its namespace
/// and its key, where rows of lists have an id. Owned by the page's controller; the panel may go first.
class StoreTools : public QObject {
  Q_OBJECT
 public:
  StoreTools(panels::StorePage& page, const models::StoreTable& items, const ListFilter& filter,
             shell::PageKey key, OpenDeployment& deployment, PageContext& context, QObject* parent);

  /// The deployment is open; exports go through it from now on.
  void start(client::PgSession& session);
  void letGo();

  /// What the page shows: filter, namespace, columns. No secrets.
  QJsonObject state() const;
  /// The part of it that a link holds.
  QJsonObject linkState() const;
  void setState(const QJsonObject& state);
  query::StoreQuery query() const;

 Q_SIGNALS:
  void noticed(const QString& sentence);
  /// A view was chosen.
  void changed();

 private:
  void fillViewsMenu(QMenu* menu);
  void fillCopyMenu(QMenu* menu);
  void fillExportMenu(QMenu* menu);
  void startExport(client::ExportFormat format, const QString& path);
  void copy(const QString& text, const QString& what);
  QList<models::StoreItemRow> selected() const;
  void copyLink();

  QPointer<panels::StorePage> page_;
  const models::StoreTable& items_;
  const ListFilter& filter_;
  shell::PageKey key_;
  OpenDeployment& deployment_;
  PageContext& context_;
  ExportMenu export_;
  QPointer<client::ListExport> ofTable_;  // what it goes through; nullptr: the items are not in Postgres
};

}  // namespace heddle::console
