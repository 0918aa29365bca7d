// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/page_context.h"
#include "backend/client/postgres/catalogue_feed.h"
#include "ui/panels/raw_tables/raw_tables_page.h"
#include "ui/shell/page.h"

#include <memory>

#include <QPointer>

namespace heddle::console {

/// The Raw tables page: what this database is, and its tables as they stand.
class RawTablesController : public shell::Page {
  Q_OBJECT
 public:
  RawTablesController(const shell::PageKey& key, PageContext& context, QObject* parent);
  ~RawTablesController() override;

  QString title() const override { return QStringLiteral("Raw tables"); }
  QString iconName() const override { return QStringLiteral("table"); }
  QWidget* widget() override { return page_; }
  shell::Sources needs() const override { return shell::Source::Postgres; }
  void activate() override;
  void refresh() override;

 private:
  void start();
  void letGo();
  void showSentence();
  void askRows(const std::string& after);
  void failed(quint64 generation, const client::SourceError& error);
  void tryAgain();
  void rowsArrived(const query::RawPage& page);

  OpenDeployment& deployment_;
  QPointer<panels::RawTablesPage> page_;
  std::unique_ptr<client::CatalogueFeed> feed_;
  std::vector<query::TableRecord> tables_;
  int chosen_ = -1;
  std::string next_, asked_;
  bool failed_ = false;
  quint64 wantedTables_ = 0, wantedRows_ = 0;
};

}  // namespace heddle::console
