// SPDX-License-Identifier: Apache-2.0
#include "app/console/raw_tables_controller.h"

#include "app/console/rows.h"
#include "models/format/numbers.h"
#include "models/values/value_text.h"

namespace heddle::console {

RawTablesController::RawTablesController(const shell::PageKey& key, PageContext& context, QObject* parent)
    : Page(parent), deployment_(context.deployments.at(key.deployment)), page_(new panels::RawTablesPage) {
  connect(page_, &panels::RawTablesPage::tableChosen, this, [this](int index) {
    chosen_ = index;
    askRows({});
  });
  connect(page_, &panels::RawTablesPage::firstPageRequested, this, [this] { askRows({}); });
  connect(page_, &panels::RawTablesPage::nextPageRequested, this, [this] { askRows(next_); });
  connect(page_, &panels::RawTablesPage::retryRequested, this, &RawTablesController::refresh);
  connect(&context.time, &WindowTime::refreshDue, this, &RawTablesController::tryAgain);
  connect(&deployment_, &OpenDeployment::opened, this, &RawTablesController::start);
  connect(&deployment_, &OpenDeployment::closing, this, &RawTablesController::letGo);
  connect(&deployment_, &OpenDeployment::sourceChanged, this, [this] {
    showSentence();
    const QString why = deployment_.postgresTrouble();
    if (why.isEmpty() || !feed_) return;
    failed_ = true;
    page_->showError(QStringLiteral("The database did not answer."), why);
  });
  connect(&deployment_, &OpenDeployment::failed, this, [this](const QString& why) {
    page_->showError(QStringLiteral("The deployment could not be opened."), why);
  });
}

RawTablesController::~RawTablesController() {
  delete page_.data();
}

void RawTablesController::activate() {
  deployment_.open();
  if (deployment_.session() != nullptr) start();
}

void RawTablesController::refresh() {
  deployment_.open();
  if (feed_) wantedTables_ = feed_->loadTables();
}

void RawTablesController::letGo() {
  feed_.reset();
  tables_.clear();
  chosen_ = -1;
  next_.clear();
  wantedTables_ = wantedRows_ = 0;
  page_->setSentence({});
  page_->setRows({}, {}, {}, false);
  page_->setTables({});
  page_->showLoading();
}

void RawTablesController::start() {
  if (feed_) return;
  client::PgSession* postgres = deployment_.session()->postgres();
  if (postgres == nullptr) {
    page_->showError(
        QStringLiteral("Tables are read from Postgres."),
        QStringLiteral("The deployment has no Postgres address; add one on the Deployments page."));
    return;
  }
  feed_ = std::make_unique<client::CatalogueFeed>(*postgres);
  connect(feed_.get(), &client::CatalogueFeed::tablesLoaded, this,
          [this](quint64 generation, const std::vector<query::TableRecord>& tables) {
            if (generation != wantedTables_) return;
            tables_ = tables;
            page_->setTables(rowsOf(tables, [](const query::TableRecord& table) {
              QString detail = models::qtext(table.kind);
              if (table.rowsEstimate >= 0)
                detail += QStringLiteral(" · %1 rows").arg(models::estimateText(table.rowsEstimate));
              if (table.bytes > 0) detail += QStringLiteral(" · ") + models::bytesText(table.bytes);
              return panels::RawTable{models::qtext(table.schema) + u'.' + models::qtext(table.name), detail};
            }));
          });
  connect(feed_.get(), &client::CatalogueFeed::rowsLoaded, this,
          [this](quint64 generation, const query::RawPage& page) {
            if (generation == wantedRows_) rowsArrived(page);
          });
  connect(feed_.get(), &client::CatalogueFeed::failed, this, &RawTablesController::failed);
  showSentence();
  refresh();
}

void RawTablesController::failed(quint64 generation, const client::SourceError& error) {
  if (error.kind == client::SourceError::Kind::cancelled) return;
  if (generation != wantedTables_ && generation != wantedRows_) return;
  failed_ = error.kind != client::SourceError::Kind::invalid;
  page_->showError(QStringLiteral("The database did not answer."), error.sentence);
}

/// Tables do not look again by themselves, but what failed does.
void RawTablesController::tryAgain() {
  if (!feed_ || !page_ || !page_->isVisible()) return;
  if (!failed_) {
    deployment_.probePostgres();
    return;
  }
  failed_ = false;
  if (chosen_ < 0)
    refresh();
  else
    wantedRows_ = feed_->loadRows(tables_[static_cast<std::size_t>(chosen_)], asked_);
}

void RawTablesController::showSentence() {
  const query::Capabilities* known =
      deployment_.session() != nullptr ? deployment_.session()->capabilities() : nullptr;
  if (known != nullptr) page_->setSentence(models::qtext(known->sentence));
}

void RawTablesController::askRows(const std::string& after) {
  if (!feed_ || chosen_ < 0 || chosen_ >= static_cast<int>(tables_.size())) return;
  page_->showLoading();
  failed_ = false;
  asked_ = after;
  wantedRows_ = feed_->loadRows(tables_[static_cast<std::size_t>(chosen_)], after);
}

void RawTablesController::rowsArrived(const query::RawPage& page) {
  const auto words = [](const std::vector<std::string>& texts) {
    QStringList list;
    for (const std::string& text : texts)
      list.append(models::qtext(text));
    return list;
  };
  std::vector<panels::RawRows::Cells> rows;
  for (const auto& record : page.rows) {
    panels::RawRows::Cells cells;
    for (const auto& cell : record)
      cells.push_back(cell ? std::optional(models::qtext(*cell)) : std::nullopt);
    rows.push_back(std::move(cells));
  }
  next_ = page.next;
  page_->setRows(words(page.columns), words(page.types), std::move(rows), !next_.empty());
}

}  // namespace heddle::console
