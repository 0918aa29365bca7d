// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/export_menu.h"
#include "app/console/list_filter.h"
#include "app/console/list_snippets.h"
#include "app/console/page_context.h"
#include "backend/client/postgres/list_figures.h"
#include "backend/client/redis/redis_session.h"
#include "backend/client/row_export.h"
#include "ui/panels/list/list_panel.h"
#include "ui/shell/page.h"

#include <memory>

#include <QElapsedTimer>
#include <QPointer>

namespace heddle::console {

/// What every list has beside its rows: filter and suggestions, views, copies, exports, links, the count of
/// what matches. Knows the list by its schema and its panel alone. Owned by the page's controller; the panel
/// may go first.
class ListTools : public QObject {
  Q_OBJECT
 public:
  ListTools(const query::ListSchema& schema, panels::ListPanel& panel, shell::PageKey key,
            OpenDeployment& deployment, PageContext& context, QObject* parent);

  /// The deployment is open; what asks lives from now on.
  void start(client::PgSession& session);
  /// The same of a list that Redis keeps: it has an export, and no figures of SQL.
  void start(client::RedisSession& session);
  /// The session goes: what asks through it goes first, an export under way ends without its file.
  void letGo();
  query::ListQuery query() const;
  QJsonObject state() const;
  /// The part of it that a link may carry.
  QJsonObject linkState() const;
  void setState(const QJsonObject& state);

  /// The life of a load, for the remark in the bar.
  void loading();
  void loaded(qint64 scanned, bool sortedPart, bool more);
  void failed(const client::SourceError& error);

 Q_SIGNALS:
  void noticed(const QString& sentence);
  /// A view was chosen.
  void changed();
  /// Everything that matches was asked for, and is that many rows.
  void allMatchingCounted(qint64 rows);
  /// What asks through the session has to go now.
  void sessionGone();

 private:
  void wireMenus();
  void wireFigures();
  void fillCopyMenu(QMenu* menu);
  void fillViewsMenu(QMenu* menu);
  void fillExportMenu(QMenu* menu);
  void fillValuesMenu(const QString& field, QMenu* menu);
  void addWords(const query::Field& field, QMenu* menu);
  void readValues(const QString& field, QMenu* values);
  void addListCopies(QMenu* menu);
  QString whyNotSorted(const query::Field& field) const;
  void addSorts(const query::Field& field, QMenu* menu);
  void addGrouping(const query::Field& field, QMenu* menu);
  void addExplain(QMenu* menu);
  void showGroups(const query::GroupField& by);
  void explain();
  void startExport(client::ExportFormat format, const QString& path);
  void copy(const QString& text, const QString& what);
  QList<RowAddress> addresses() const;
  QList<wire::Value> selectedRows() const;
  void showRemark();

  const query::ListSchema& schema_;
  QPointer<panels::ListPanel> panel_;
  shell::PageKey key_;
  OpenDeployment& deployment_;
  PageContext& context_;
  ListFilter filter_;
  client::PgSession* session_ = nullptr;
  std::unique_ptr<client::ListFigures> figures_;
  ExportMenu export_;
  QString sampling_;  // the place whose values were asked for last
  QStringList toSample_;
  quint64 sample_ = 0, estimate_ = 0, count_ = 0;
  qint64 estimated_ = -1, scanned_ = 0, took_ = -1;
  bool sortedPart_ = false, more_ = false;
  QElapsedTimer sinceAsked_;
};

}  // namespace heddle::console
