// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/raw_tables/raw_tables_page.h"

#include "models/tables/cell_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/split_pane.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QVBoxLayout>

namespace heddle::panels {

void RawRows::setPage(const QStringList& columns, const QStringList& types, std::vector<Cells> rows) {
  beginResetModel();
  columns_ = columns;
  types_ = types;
  rows_ = std::move(rows);
  endResetModel();
}

int RawRows::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int RawRows::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant RawRows::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Cells& row = rows_[static_cast<std::size_t>(index.row())];
  const auto& cell = row[static_cast<std::size_t>(index.column())];
  if (role == models::roles::StaleRole) return !cell.has_value();
  if (role == models::roles::JsonRole) {
    models::RowJson json;
    for (qsizetype i = 0; i < columns_.size(); ++i) {
      const auto& value = row[static_cast<std::size_t>(i)];
      json.add(columns_[i], models::CellKind::text, value ? QVariant(*value) : QVariant());
    }
    return json.text();
  }
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
  return cell ? *cell : QStringLiteral("null");
}

QVariant RawRows::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columns_.size()) return {};
  if (role == Qt::DisplayRole) return columns_[section];
  if (role == Qt::ToolTipRole) return types_.value(section);
  if (role == models::roles::KindRole) return static_cast<int>(models::CellKind::json);
  if (role == models::roles::WidthRole) return 170;
  return {};
}

RawTablesPage::RawTablesPage(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(theme::metrics::kCardGap);
  column->addWidget(new widgets::TextLabel(QStringLiteral("Raw tables"), widgets::TextRole::Title,
                                           theme::Tone::Text, this));
  sentence_ = new widgets::TextLabel({}, widgets::TextRole::Text, theme::Tone::Muted, this);
  sentence_->setWordWrap(true);
  column->addWidget(sentence_);
  auto* split = new widgets::SplitPane(Qt::Horizontal, this);
  auto* left = new widgets::Card(6, split);
  tables_ = new QListWidget(left);
  tables_->setAccessibleName(QStringLiteral("Tables"));
  tables_->setFrameShape(QFrame::NoFrame);
  left->body()->addWidget(tables_);
  auto* right = new widgets::Card(0, split);
  view_ = new widgets::DataTable(right);
  view_->setAccessibleName(QStringLiteral("Rows"));
  view_->setModel(&rows_);
  view_->setStaleRole(models::roles::StaleRole);
  view_->setRowCopyRole(models::roles::JsonRole);
  states_ = new widgets::StatefulView(view_, right);
  right->body()->addWidget(states_, 1);
  auto* pager = new QHBoxLayout;
  pager->setContentsMargins(8, 4, 8, 8);
  first_ = widgets::makeButton(QStringLiteral("First rows"), theme::ButtonKind::Plain,
                               QStringLiteral("arrow-up"), right);
  next_ = widgets::makeButton(QStringLiteral("Next rows"), theme::ButtonKind::Plain,
                              QStringLiteral("arrow-down"), right);
  pager->setSpacing(8);
  pager->addStretch(1);
  pager->addWidget(first_);
  pager->addWidget(next_);
  right->body()->addLayout(pager);
  split->add(left, 1, 280);
  split->add(right, 4, 900);
  column->addWidget(split, 1);
  first_->setEnabled(false);
  next_->setEnabled(false);
  connect(tables_, &QListWidget::currentRowChanged, this, &RawTablesPage::tableChosen);
  connect(first_, &QPushButton::clicked, this, &RawTablesPage::firstPageRequested);
  connect(next_, &QPushButton::clicked, this, &RawTablesPage::nextPageRequested);
  connect(states_, &widgets::StatefulView::retryRequested, this, &RawTablesPage::retryRequested);
  states_->showEmpty(QStringLiteral("table"), QStringLiteral("No table chosen"),
                     QStringLiteral("Choose one on the left."));
}

void RawTablesPage::setSentence(const QString& sentence) {
  sentence_->setText(sentence);
}

void RawTablesPage::setTables(const std::vector<RawTable>& tables) {
  tables_->clear();
  for (const RawTable& table : tables) {
    auto* item = new QListWidgetItem(table.name, tables_);
    item->setToolTip(table.detail);
  }
  if (tables.empty()) {
    states_->showEmpty(QStringLiteral("table"), QStringLiteral("No table at all"),
                       QStringLiteral("This database is empty, or this login may see nothing of it."));
  } else if (rows_.columnCount() == 0) {
    states_->showEmpty(QStringLiteral("table"), QStringLiteral("No table chosen"),
                       QStringLiteral("Choose one on the left."));
  }
}

void RawTablesPage::setRows(const QStringList& columns, const QStringList& types,
                            std::vector<RawRows::Cells> rows, bool more) {
  const bool nothing = rows.empty();
  freshness_.renew();
  rows_.setPage(columns, types, std::move(rows));
  for (int column = 0; column < rows_.columnCount(); ++column) {
    view_->setCell(column, widgets::Cell::Snippet, theme::Tone::Text, 170);
  }
  first_->setEnabled(true);
  next_->setEnabled(more);
  if (nothing) {
    states_->showEmpty(QStringLiteral("table"), QStringLiteral("No rows"),
                       QStringLiteral("This table has none from here on."));
  } else {
    states_->showContent();
  }
}

void RawTablesPage::showLoading() {
  states_->showLoading(QStringLiteral("rows"));
}

void RawTablesPage::showError(const QString& sentence, const QString& cause) {
  if (rows_.rowCount() > 0) {
    states_->showStale(freshness_.stale(sentence, cause));
  } else {
    states_->showError(sentence, cause);
  }
}

}  // namespace heddle::panels
