// SPDX-License-Identifier: Apache-2.0
// What a table does when it is told so by a key or the palette: open, select, copy.
#include "ui/widgets/data_table.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMetaMethod>

namespace heddle::widgets {

void DataTable::keyPressEvent(QKeyEvent* event) {
  if (ViewKeys::perform(*this, *this, event)) return;
  marking_ = false;
  QTableView::keyPressEvent(event);
}

bool DataTable::can(ViewCommand command) const {
  return command != ViewCommand::Delete ||
         isSignalConnected(QMetaMethod::fromSignal(&DataTable::deleteRequested));
}

bool DataTable::perform(ViewCommand command) {
  if (!can(command)) return false;
  const QModelIndex index = currentIndex();
  const bool ofAll =
      command == ViewCommand::SelectAll || command == ViewCommand::Delete || command == ViewCommand::CopyRow;
  if (!ofAll && !index.isValid()) return false;
  switch (command) {
    case ViewCommand::Open:
    case ViewCommand::OpenInTab:
      Q_EMIT opened(index, command == ViewCommand::OpenInTab);
      return true;
    case ViewCommand::Peek:
      Q_EMIT peeked(index);
      return true;
    case ViewCommand::ExtendUp:
    case ViewCommand::ExtendDown:
      extendSelection(command == ViewCommand::ExtendUp ? Qt::Key_Up : Qt::Key_Down);
      return true;
    case ViewCommand::SelectAll:
      selectAll();
      return true;
    case ViewCommand::Toggle:
      toggleRow();
      return true;
    case ViewCommand::Delete:
      Q_EMIT deleteRequested();
      return true;
    case ViewCommand::CopyCell:
      copyCell();
      return true;
    case ViewCommand::CopyRow:
      copyRow();
      return true;
    default:
      return false;
  }
}

// Where a selection began only the toolkit knows: it is told what it understands, whatever key was pressed.
void DataTable::extendSelection(Qt::Key arrow) {
  marking_ = false;
  QKeyEvent press(QEvent::KeyPress, arrow, Qt::ShiftModifier);
  QTableView::keyPressEvent(&press);
}

// Marking by the keyboard: the rows marked before stay marked, which plain arrow keys would undo.
void DataTable::toggleRow() {
  const QModelIndex index = currentIndex();
  using Flag = QItemSelectionModel;
  // The row that merely had the cursor is selected too: the first toggle keeps it instead of dropping it.
  const bool first = selectionModel()->selectedRows().size() == 1 && !marking_;
  selectionModel()->select(index, (first ? Flag::Select : Flag::Toggle) | Flag::Rows);
  marking_ = true;
  const QModelIndex next = index.siblingAtRow(index.row() + 1);
  if (next.isValid()) selectionModel()->setCurrentIndex(next, Flag::NoUpdate);
  viewport()->update();
}

void DataTable::copyCell() {
  if (!currentIndex().isValid()) return;
  const QString whole = cellCopyRole_ < 0 ? QString() : currentIndex().data(cellCopyRole_).toString();
  QGuiApplication::clipboard()->setText(whole.isEmpty() ? currentIndex().data().toString() : whole);
}

void DataTable::copyRow() {
  if (!selectionModel() || rowCopyRole_ < 0) return;
  QStringList rows;
  QModelIndexList selected = selectionModel()->selectedRows();
  std::sort(selected.begin(), selected.end());
  for (const QModelIndex& index : selected)
    rows.append(index.data(rowCopyRole_).toString());
  if (!rows.isEmpty()) QGuiApplication::clipboard()->setText(rows.join(QLatin1Char('\n')));
}

}  // namespace heddle::widgets
