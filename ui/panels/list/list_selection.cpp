// SPDX-License-Identifier: Apache-2.0
// Which rows of a list are meant: those marked, or, by an explicit second step, everything that matches.
#include "models/format/numbers.h"
#include "ui/panels/list/list_panel.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice.h"

#include <utility>

#include <QItemSelectionModel>

namespace heddle::panels {

void ListPanel::wireSelection() {
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
    allMatching_ = false;
    showSelection();
  });
  connect(selection_, &widgets::InlineNotice::actionTriggered, this, [this] {
    if (allMatching_) {
      allMatching_ = false;
      showSelection();
    } else {
      Q_EMIT selectAllMatchingRequested();
    }
  });
}

QStringList ListPanel::selectedKeys() const {
  QModelIndexList rows = table_->selectionModel()->selectedRows();
  std::sort(rows.begin(), rows.end());
  QStringList keys;
  for (const QModelIndex& row : rows)
    keys.append(row.data(models::roles::KeyRole).toString());
  return keys;
}

SelectionAction* ListPanel::addSelectionAction(SelectionWords words, SelectionAction::Keys keys) {
  if (!keys) keys = [this] { return selectedKeys(); };
  auto* action = new SelectionAction(std::move(words), std::move(keys), this);
  action->follow(*table_);
  connect(action, &SelectionAction::refused, this, &ListPanel::refused);
  return action;
}

void ListPanel::showSelection() {
  const auto marked = static_cast<int>(table_->selectionModel()->selectedRows().size());
  selection_->setVisible(marked > 1);
  if (marked < 2) return;
  const bool page = marked == model_.rowCount();
  selection_->setContent(widgets::InlineNotice::Kind::Info,
                         QStringLiteral("%1 %2 %3 selected.")
                             .arg(page ? QStringLiteral("All") : QString(), models::countText(marked),
                                  page ? QStringLiteral("loaded rows are") : QStringLiteral("rows are"))
                             .trimmed());
  selection_->setAction(page && model_.moreAvailable() ? QStringLiteral("Select all that match") : QString());
}

void ListPanel::markAll() {
  table_->selectAll();
}

void ListPanel::setAllMatching(qint64 count, bool marked) {
  allMatching_ = true;
  selection_->setVisible(true);
  const QString name = words_.name.toLower();
  selection_->setContent(
      widgets::InlineNotice::Kind::Info,
      marked ? QStringLiteral("All %1 matching %2 are selected.").arg(models::countText(count), name)
             : QStringLiteral(
                   "Exports take all %1 matching %2; actions take only the rows marked. Narrow the filter "
                   "to mark them all.")
                   .arg(models::countText(count), name));
  selection_->setAction(QStringLiteral("Only the rows marked"));
}

}  // namespace heddle::panels
