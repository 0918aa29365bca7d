// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/history_rail.h"

#include "ui/widgets/follow_selection.h"
#include "ui/widgets/rail_delegate.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

namespace heddle::widgets {

int RailModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}

QVariant RailModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const RailEntry& entry = at(index.row());
  if (role == Qt::DisplayRole) return QString(entry.title + QStringLiteral(", ") + entry.subtitle);
  if (role == IdRole) return entry.id;
  return {};
}

void RailModel::setEntries(const QVector<RailEntry>& entries) {
  QVector<RailNode> nodes;
  for (const RailEntry& entry : entries)
    nodes.append({entry.id, entry.parentId});
  beginResetModel();
  entries_ = entries;
  rows_ = railRows(nodes);
  endResetModel();
}

int RailModel::rowOf(const QString& id) const {
  for (int row = 0; row < rowCount(); ++row) {
    if (at(row).id == id) return row;
  }
  return -1;
}

int RailModel::lanes() const {
  int lanes = 1;
  for (const RailRow& row : rows_)
    lanes = std::max(lanes, row.lane + 1);
  return lanes;
}

HistoryRail::HistoryRail(QWidget* parent) : QListView(parent), entries_(new RailModel(this)) {
  setItemDelegate(new RailDelegate(this));
  setModel(entries_);
  setUniformItemSizes(true);
  setFrameShape(QFrame::NoFrame);
  setEditTriggers(NoEditTriggers);
  setVerticalScrollMode(ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setMouseTracking(true);
  setAccessibleName(tr("History"));
  verticalScrollBar()->setSingleStep(26);
  connect(this, &QListView::doubleClicked, this,
          [this](const QModelIndex& index) { Q_EMIT opened(index.data(RailModel::IdRole).toString()); });
}

void HistoryRail::setCurrentId(const QString& id) {
  const int row = entries_->rowOf(id);
  if (row >= 0) setCurrentIndex(entries_->index(row));
}

QString HistoryRail::currentId() const {
  return currentIndex().data(RailModel::IdRole).toString();
}

void HistoryRail::setMarkA(const QString& id) {
  markA_ = id;
  viewport()->update();
  Q_EMIT marksChanged(markA_, markB_);
}

void HistoryRail::setMarkB(const QString& id) {
  markB_ = id;
  viewport()->update();
  Q_EMIT marksChanged(markA_, markB_);
}

void HistoryRail::keyPressEvent(QKeyEvent* event) {
  if (!ViewKeys::perform(*this, *this, event)) QListView::keyPressEvent(event);
}

void HistoryRail::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
  QListView::selectionChanged(selected, deselected);
  followSelection(*this, selected);
}

bool HistoryRail::perform(ViewCommand command) {
  if (!currentIndex().isValid()) return false;
  switch (command) {
    case ViewCommand::Older:
      step(1);
      return true;
    case ViewCommand::Newer:
      step(-1);
      return true;
    case ViewCommand::MarkA:
      setMarkA(currentId());
      return true;
    case ViewCommand::MarkB:
      setMarkB(currentId());
      return true;
    case ViewCommand::Open:
      Q_EMIT opened(currentId());
      return true;
    default:
      return false;
  }
}

void HistoryRail::step(int rows) {
  const int row = std::clamp(currentIndex().row() + rows, 0, entries_->rowCount() - 1);
  setCurrentIndex(entries_->index(row));
}

void HistoryRail::contextMenuEvent(QContextMenuEvent* event) {
  const QModelIndex under = indexAt(event->pos());
  const QString id = event->reason() == QContextMenuEvent::Mouse && under.isValid()
                         ? under.data(RailModel::IdRole).toString()
                         : currentId();
  if (id.isEmpty()) return;
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addAction(tr("Compare from here (A)"), this, [this, id] { setMarkA(id); })
      ->setShortcut(ViewKeys::keyOf(*this, ViewCommand::MarkA));
  menu->addAction(tr("Compare up to here (B)"), this, [this, id] { setMarkB(id); })
      ->setShortcut(ViewKeys::keyOf(*this, ViewCommand::MarkB));
  menu->popup(event->globalPos());
}

void HistoryRail::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QListView::currentChanged(current, previous);
  viewport()->update();
  if (current.isValid()) Q_EMIT currentIdChanged(currentId());
}

}  // namespace heddle::widgets
