// SPDX-License-Identifier: Apache-2.0
// The columns of a DataTable: which are shown, how wide, in which order, and the menu of their heads.
#include "ui/theme/theme.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/moment_columns.h"
#include "ui/widgets/pinned_columns.h"

#include <utility>

#include <QDataStream>
#include <QHeaderView>
#include <QIODevice>
#include <QMenu>
#include <QSignalBlocker>

namespace heddle::widgets {
namespace {

constexpr quint32 kColumnsMark = 0x68656431;  // saveColumns(), first version
constexpr int kLeastOfTheRest = 120;

}  // namespace

void DataTable::setYielding(const QList<int>& columns) {
  yielding_ = columns;
  makeRoom();
}

void DataTable::setTakingRest(int column) {
  // Qt never makes a last column narrower than the last width it was given.
  setColumnWidth(column, theme::scaled(kLeastOfTheRest));
  horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

int DataTable::wantedWidth(int column) const {
  const bool takesRest = horizontalHeader()->sectionResizeMode(column) == QHeaderView::Stretch;
  return takesRest ? theme::scaled(kLeastOfTheRest) : columnWidth(column);
}

void DataTable::makeRoom() {
  if (!model()) return;
  for (const int column : std::exchange(aside_, {}))
    setColumnHidden(column, false);
  widenMoments(*this);
  int wanted = 0;
  for (int column = 0; column < horizontalHeader()->count(); ++column)
    wanted += isColumnHidden(column) ? 0 : wantedWidth(column);
  for (const int column : yielding_) {
    if (wanted <= viewport()->width()) break;
    if (isColumnHidden(column)) continue;
    wanted -= wantedWidth(column);
    aside_.append(column);
    setColumnHidden(column, true);
  }
}

// What stepped aside only for now is saved as shown.
QByteArray DataTable::saveColumns() const {
  const QSignalBlocker quiet(horizontalHeader());
  for (const int column : aside_)
    horizontalHeader()->showSection(column);
  QByteArray state;
  QDataStream(&state, QIODevice::WriteOnly)
      << kColumnsMark << pinned_->count() << horizontalHeader()->saveState();
  for (const int column : aside_)
    horizontalHeader()->hideSection(column);
  return state;
}

void DataTable::restoreColumns(const QByteArray& state) {
  if (state.isEmpty()) return;
  quint32 mark = 0;
  int pinned = 0;
  QByteArray header;
  QDataStream(state) >> mark >> pinned >> header;
  const bool headerAlone = mark != kColumnsMark;  // saved before columns could be pinned
  if (!horizontalHeader()->restoreState(headerAlone ? state : header)) return;
  aside_.clear();
  makeRoom();
  pinned_->setCount(headerAlone ? 0 : pinned);
}

void DataTable::resizeToContent() {
  for (int column = 0; column < horizontalHeader()->count(); ++column) {
    if (!isColumnHidden(column) && horizontalHeader()->sectionResizeMode(column) != QHeaderView::Stretch)
      resizeColumnToContents(column);
  }
  makeRoom();
}

void DataTable::openColumnMenu() {
  QHeaderView* const header = horizontalHeader();
  openHeadMenu(-1, header->mapToGlobal(QPoint(header->width(), header->height())));
}

void DataTable::openHeadMenu(int column, const QPoint& globalPosition) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  if (column >= 0) {
    Q_EMIT headMenuRequested(column, menu);
    addPinning(menu, column, tr("Pin at the left"));
  }
  fillColumnMenu(menu);
  menu->popup(globalPosition);
}

void DataTable::addPinning(QMenu* menu, int column, const QString& text) {
  QAction* const action = menu->addAction(text);
  action->setCheckable(true);
  action->setChecked(pinned_->contains(column));
  connect(action, &QAction::toggled, this, [this, column](bool pinned) {
    yielding_.removeOne(column);
    pinned_->pin(column, pinned);
  });
}

// What the mouse does with the heads: nobody needs one for it.
void DataTable::addArranging(QMenu* menu) {
  QHeaderView* const header = horizontalHeader();
  auto* pin = menu->addMenu(tr("Pin at the left"));
  auto* left = menu->addMenu(tr("Move to the left"));
  auto* right = menu->addMenu(tr("Move to the right"));
  const auto addMove = [this, header](QMenu* to, int column, const QString& title, int step) {
    // The next place that is shown; none beyond the ends, nor from the pinned ones to the others.
    const auto target = [this, header, column, step] {
      int at = header->visualIndex(column) + step;
      while (at >= 0 && at < header->count() && isColumnHidden(header->logicalIndex(at)))
        at += step;
      const bool there = at >= 0 && at < header->count();
      return there && pinned_->contains(column) == pinned_->contains(header->logicalIndex(at)) ? at : -1;
    };
    QAction* const action = to->addAction(title);
    action->setEnabled(target() >= 0);
    connect(action, &QAction::triggered, this, [header, column, target] {
      if (const int at = target(); at >= 0) header->moveSection(header->visualIndex(column), at);
    });
  };
  for (int visual = 0; visual < header->count(); ++visual) {
    const int column = header->logicalIndex(visual);
    if (isColumnHidden(column)) continue;
    const QString title = model()->headerData(column, Qt::Horizontal).toString();
    addPinning(pin, column, title);
    addMove(left, column, title, -1);
    addMove(right, column, title, 1);
  }
}

void DataTable::fillColumnMenu(QMenu* menu) {
  connect(menu->addAction(tr("Resize to content")), &QAction::triggered, this, &DataTable::resizeToContent);
  addArranging(menu);
  menu->addSeparator();
  QHeaderView* const header = horizontalHeader();
  for (int column = 0; column < header->count(); ++column) {
    QAction* action = menu->addAction(model()->headerData(column, Qt::Horizontal).toString());
    action->setCheckable(true);
    action->setChecked(!isColumnHidden(column));
    const bool last = action->isChecked() && header->count() - header->hiddenSectionCount() == 1;
    action->setEnabled(!last);
    connect(action, &QAction::toggled, this, [this, column](bool shown) {
      // Asked for by hand: it no longer steps aside.
      yielding_.removeOne(column);
      aside_.removeOne(column);
      setColumnHidden(column, !shown);
      makeRoom();
    });
  }
}

}  // namespace heddle::widgets
