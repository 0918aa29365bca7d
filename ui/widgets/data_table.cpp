// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/data_table.h"

#include "ui/theme/cell_delegates.h"
#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme_switch.h"
#include "ui/widgets/column_header.h"
#include "ui/widgets/follow_selection.h"
#include "ui/widgets/pinned_columns.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

namespace heddle::widgets {
namespace {

theme::CellDelegate* makeDelegate(Cell cell, theme::Tone tone, QObject* parent) {
  switch (cell) {
    case Cell::Text:
      return new theme::CellDelegate(tone, parent);
    case Cell::Status:
      return new theme::StatusDelegate(tone, parent);
    case Cell::Id:
      return new theme::IdDelegate(tone, parent);
    case Cell::Time:
      return new theme::TimeDelegate(tone, parent);
    case Cell::Number:
      return new theme::NumberDelegate(tone, parent);
    case Cell::Snippet:
      return new theme::SnippetDelegate(tone, parent);
    case Cell::Chip:
      return new theme::ChipDelegate(tone, parent);
  }
  return new theme::CellDelegate(tone, parent);
}

}  // namespace

DataTable::DataTable(QWidget* parent)
    : QTableView(parent), pinned_(new PinnedColumns(this)), textPercent_(theme::current().textPercent) {
  auto* header = new ColumnHeader(this);
  setHorizontalHeader(header);
  connect(header, &QHeaderView::customContextMenuRequested, this, [this, header](const QPoint& position) {
    openHeadMenu(header->logicalIndexAt(position.x()), header->mapToGlobal(position));
  });
  // Fixed rows: asking the content of every row takes seconds in a long list.
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  verticalHeader()->hide();
  followTheme();
  connect(&theme::ThemeSwitch::instance(), &theme::ThemeSwitch::themeChanged, this, &DataTable::followTheme);
  setItemDelegate(new theme::CellDelegate(theme::Tone::Text, this));
  setFrameShape(QFrame::NoFrame);
  setShowGrid(false);
  setWordWrap(false);
  setTabKeyNavigation(false);
  setCornerButtonEnabled(false);
  setSelectionBehavior(SelectRows);
  setSelectionMode(ExtendedSelection);
  setEditTriggers(NoEditTriggers);
  setHorizontalScrollMode(ScrollPerPixel);
  setVerticalScrollMode(ScrollPerPixel);
  viewport()->setAttribute(Qt::WA_Hover, true);
  setMouseTracking(true);
  connect(this, &QTableView::doubleClicked, this,
          [this](const QModelIndex& index) { Q_EMIT opened(index, false); });
}

void DataTable::setModel(QAbstractItemModel* model) {
  hovered_ = -1;
  QTableView::setModel(model);
}

void DataTable::setCell(int column, Cell cell, theme::Tone tone, int width) {
  theme::CellDelegate* delegate = makeDelegate(cell, tone, this);
  delegate->setStaleRole(staleRole_);
  if (QAbstractItemDelegate* old = itemDelegateForColumn(column)) old->deleteLater();
  setItemDelegateForColumn(column, delegate);
  static_cast<ColumnHeader*>(horizontalHeader())->setRightAligned(column, cell == Cell::Number);
  if (width > 0) setColumnWidth(column, theme::scaled(width));
}

void DataTable::dressAs(const DataTable& other, int column) {
  setItemDelegateForColumn(column, other.itemDelegateForColumn(column));
  const auto* head = static_cast<const ColumnHeader*>(other.horizontalHeader());
  static_cast<ColumnHeader*>(horizontalHeader())->setRightAligned(column, head->isRightAligned(column));
}

void DataTable::setStaleRole(int role) {
  staleRole_ = role;
  for (auto* delegate : findChildren<theme::CellDelegate*>())
    delegate->setStaleRole(role);
}

void DataTable::followTheme() {
  applyRowHeight(ownHeight_ > 0 ? theme::scaled(ownHeight_) : theme::current().rowHeight());
  const int percent = theme::current().textPercent;
  if (percent == textPercent_ || !ownWidths_) return;
  for (int column = 0; column < horizontalHeader()->count(); ++column) {
    // What takes the rest has no width of its own: given one it keeps it and the table scrolls.
    if (horizontalHeader()->sectionResizeMode(column) == QHeaderView::Stretch) continue;
    const bool hidden = isColumnHidden(column);  // has no width, and may come back
    setColumnHidden(column, false);
    setColumnWidth(column, columnWidth(column) * percent / textPercent_);
    setColumnHidden(column, hidden);
  }
  textPercent_ = percent;
  makeRoom();
}

void DataTable::setRowHeight(int height) {
  ownHeight_ = height;
  followTheme();
}

void DataTable::applyRowHeight(int height) {
  verticalHeader()->setMinimumSectionSize(height);
  verticalHeader()->setDefaultSectionSize(height);
  verticalScrollBar()->setSingleStep(height);
}

void DataTable::setRowLines(bool lines) {
  lines_ = lines;
  viewport()->update();
}

void DataTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  if (event->size().width() != event->oldSize().width()) makeRoom();
  pinned_->place();
}

int DataTable::currentRow() const {
  return currentIndex().isValid() ? currentIndex().row() : -1;
}

void DataTable::paintEvent(QPaintEvent* event) {
  paintRows(event->rect());
  QTableView::paintEvent(event);
  if (!pointed_.isValid()) return;
  QPainter painter(viewport());
  const QRect box = funnel(pointed_);
  const theme::Tokens& t = theme::tokens();
  theme::drawBox(&painter, box, 4, t.raised, t.line);
  theme::drawIcon(&painter, QStringLiteral("filter"), t.muted, QPointF(box.x() + 3, box.y() + 3), 12);
}

QRect DataTable::funnel(const QModelIndex& index) const {
  constexpr int kSide = 18;
  const QRect cell = visualRect(index);
  return {cell.right() - kSide - 2, cell.center().y() - kSide / 2, kSide, kSide};
}

void DataTable::setHoveredCell(const QPoint& position) {
  QModelIndex cell = indexAt(position);
  if (cell.isValid() && (!filterable_.contains(cell.column()) || cell.data().toString().isEmpty())) cell = {};
  if (cell == pointed_) return;
  for (const QModelIndex& changed : {QModelIndex(pointed_), cell}) {
    if (changed.isValid()) viewport()->update(visualRect(changed));
  }
  pointed_ = cell;
}

void DataTable::mousePressEvent(QMouseEvent* event) {
  const QModelIndex index = indexAt(event->pos());
  const bool filters =
      event->button() == Qt::LeftButton && index.isValid() && filterable_.contains(index.column());
  const bool excludes = event->modifiers() == Qt::AltModifier;
  if (filters &&
      (excludes || (event->modifiers() == Qt::NoModifier && funnel(index).contains(event->pos())))) {
    Q_EMIT valueChosen(index, excludes);
    return;
  }
  QTableView::mousePressEvent(event);
}

void DataTable::paintRows(const QRect& dirty) {
  if (!model() || !selectionModel()) return;
  QPainter painter(viewport());
  const theme::Tokens& t = theme::tokens();
  const int width = viewport()->width();
  const int first = rowAt(dirty.top());
  if (first < 0) return;
  const int rows = model()->rowCount(rootIndex());
  for (int row = first; row < rows; ++row) {
    const int y = rowViewportPosition(row);
    if (y > dirty.bottom()) break;
    const QRect line(0, y, width, rowHeight(row));
    const bool selected = selectionModel()->isRowSelected(row, rootIndex());
    if (selected)
      painter.fillRect(line, t.selection);
    else if (row == hovered_)
      painter.fillRect(line, t.hover);
    if (lines_) painter.fillRect(QRect(0, line.bottom(), width, 1), t.lineFaint);
    if (row == currentRow() && hasFocus())
      painter.fillRect(QRect(0, y, 2, line.height() - (lines_ ? 1 : 0)), t.accent);
  }
}

bool DataTable::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::HoverMove || event->type() == QEvent::HoverEnter) {
    const QPoint at = static_cast<QHoverEvent*>(event)->position().toPoint();
    setHoveredRow(rowAt(at.y()));
    setHoveredCell(at);
  } else if (event->type() == QEvent::HoverLeave || event->type() == QEvent::Leave) {
    setHoveredRow(-1);
    setHoveredCell({-1, -1});
  }
  return QTableView::viewportEvent(event);
}

void DataTable::contextMenuEvent(QContextMenuEvent* event) {
  const bool mouse = event->reason() == QContextMenuEvent::Mouse;
  const QModelIndex index = mouse ? indexAt(viewport()->mapFromGlobal(event->globalPos())) : currentIndex();
  if (!index.isValid()) return;
  const QPoint below = viewport()->mapToGlobal(visualRect(index).bottomLeft());
  Q_EMIT rowMenuRequested(index, mouse ? event->globalPos() : below);
}

void DataTable::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTableView::currentChanged(current, previous);
  viewport()->update();
  if (current.row() != previous.row() || current.isValid() != previous.isValid())
    Q_EMIT currentRowChanged(current.isValid() ? current.row() : -1);
}

void DataTable::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
  QTableView::selectionChanged(selected, deselected);
  followSelection(*this, selected);
}

void DataTable::setHoveredRow(int row) {
  if (row == hovered_) return;
  for (const int changed : {hovered_, row}) {
    if (changed >= 0)
      viewport()->update(0, rowViewportPosition(changed), viewport()->width(), rowHeight(changed));
  }
  hovered_ = row;
  Q_EMIT rowHovered(row);
}

// Rows are taken as wholes: Home and End go to the first and the last of them, not along one.
QModelIndex DataTable::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) {
  const bool ends = action == MoveHome || action == MoveEnd;
  const int rows = ends && model() != nullptr ? model()->rowCount(rootIndex()) : 0;
  if (rows == 0 || !currentIndex().isValid()) return QTableView::moveCursor(action, modifiers);
  return currentIndex().siblingAtRow(action == MoveHome ? 0 : rows - 1);
}

// A cell that pinned columns would cover is not visible yet, and a pinned one always is.
void DataTable::scrollTo(const QModelIndex& index, ScrollHint hint) {
  const int before = horizontalScrollBar()->value();
  QTableView::scrollTo(index, hint);
  if (pinned_->coveredWidth() == 0) return;
  if (pinned_->contains(index.column())) return horizontalScrollBar()->setValue(before);
  const int hidden = pinned_->coveredWidth() - columnViewportPosition(index.column());
  if (hidden > 0) horizontalScrollBar()->setValue(horizontalScrollBar()->value() - hidden);
}

}  // namespace heddle::widgets
