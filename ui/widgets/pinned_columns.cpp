// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/pinned_columns.h"

#include "ui/theme/theme.h"
#include "ui/theme/theme_switch.h"
#include "ui/widgets/data_table.h"

#include <algorithm>

#include <QApplication>
#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

namespace heddle::widgets {
namespace {

constexpr int kLeastUncovered = 160;

class PinnedView : public DataTable {
 public:
  explicit PinnedView(DataTable* table) : DataTable(table), table_(table) {
    setObjectName(QStringLiteral("pinnedColumns"));
    setAccessibleName(tr("Pinned columns"));
    setFocusProxy(table);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAutoScroll(false);
    leaveWidths();
    horizontalHeader()->setStretchLastSection(false);
    horizontalHeader()->setSectionsMovable(false);
    hide();
  }

  void openHeadMenu(int column, const QPoint& globalPosition) override {
    table_->openHeadMenu(column, globalPosition);
  }

 protected:
  void paintEvent(QPaintEvent* event) override {
    DataTable::paintEvent(event);
    QPainter painter(viewport());
    painter.fillRect(viewport()->width() - 1, 0, 1, viewport()->height(), theme::tokens().line);
  }
  void wheelEvent(QWheelEvent* event) override { QApplication::sendEvent(table_->viewport(), event); }

 private:
  DataTable* table_;
};

}  // namespace

PinnedColumns::PinnedColumns(DataTable* table) : QObject(table), table_(table) {}

void PinnedColumns::setCount(int count) {
  count_ = std::clamp(count, 0, table_->horizontalHeader()->count());
  if (count_ > 0 && view_ == nullptr) makeView();
  place();
}

bool PinnedColumns::contains(int column) const {
  return table_->horizontalHeader()->visualIndex(column) < count_;
}

void PinnedColumns::pin(int column, bool pinned) {
  if (pinned == contains(column)) return;
  QHeaderView* header = table_->horizontalHeader();
  header->moveSection(header->visualIndex(column), pinned ? count_ : count_ - 1);
  setCount(count_ + (pinned ? 1 : -1));
}

int PinnedColumns::coveredWidth() const {
  return view_ != nullptr && view_->isVisibleTo(table_) ? view_->width() : 0;
}

void PinnedColumns::makeView() {
  view_ = new PinnedView(table_);
  const QHeaderView* header = table_->horizontalHeader();
  connect(header, &QHeaderView::sectionResized, this, &PinnedColumns::place);
  connect(header, &QHeaderView::sectionMoved, this, &PinnedColumns::place);
  connect(header, &QHeaderView::geometriesChanged, this, &PinnedColumns::place);
  // A column that is hidden or shown changes no width that would be told of, but the room to scroll.
  connect(table_->horizontalScrollBar(), &QScrollBar::rangeChanged, this, &PinnedColumns::place);
  connect(table_->horizontalScrollBar(), &QScrollBar::valueChanged, this, &PinnedColumns::place);
  connect(view_->horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column, int, int width) {
    if (width > 0 && contains(column)) table_->setColumnWidth(column, width);
  });
  // The table leads: while rows come or go the bars disagree for a moment about where the end is.
  const auto follow = [this] { view_->verticalScrollBar()->setValue(table_->verticalScrollBar()->value()); };
  connect(table_->verticalScrollBar(), &QScrollBar::valueChanged, view_, follow);
  connect(view_->verticalScrollBar(), &QScrollBar::rangeChanged, view_, follow);
  followAttention();
}

// Whatever is done to the view is done to the table, and what the table shows of pointer and focus it shows
// too.
void PinnedColumns::followAttention() {
  connect(view_, &DataTable::opened, table_, &DataTable::opened);
  connect(view_, &DataTable::peeked, table_, &DataTable::peeked);
  connect(view_, &DataTable::valueChosen, table_, &DataTable::valueChosen);
  connect(view_, &DataTable::rowMenuRequested, table_, &DataTable::rowMenuRequested);
  connect(view_, &DataTable::rowHovered, table_, &DataTable::setHoveredRow);
  connect(table_, &DataTable::rowHovered, view_, &DataTable::setHoveredRow);
  connect(&theme::ThemeSwitch::instance(), &theme::ThemeSwitch::themeChanged, this, &PinnedColumns::place);
  connect(qApp, &QApplication::focusChanged, view_, [this](QWidget* left, QWidget* entered) {
    if (left == table_ || entered == table_) view_->viewport()->update();
  });
}

// Cells, rows and selection are the table's, whatever it was given since it was last scrolled.
void PinnedColumns::attach() {
  if (view_->model() != table_->model()) view_->setModel(table_->model());
  if (view_->selectionModel() != table_->selectionModel()) view_->setSelectionModel(table_->selectionModel());
  view_->setFilterable(table_->filterable());
  view_->verticalHeader()->setMinimumSectionSize(table_->verticalHeader()->minimumSectionSize());
  view_->verticalHeader()->setDefaultSectionSize(table_->verticalHeader()->defaultSectionSize());
  QHeaderView* const from = table_->horizontalHeader();
  QHeaderView* const to = view_->horizontalHeader();
  for (int place = 0; place < from->count(); ++place) {
    const int column = from->logicalIndex(place);
    to->moveSection(to->visualIndex(column), place);
    const bool shown = place < count_ && !table_->isColumnHidden(column);
    view_->setColumnHidden(column, !shown);
    if (!shown) continue;
    view_->dressAs(*table_, column);
    to->resizeSection(column, from->sectionSize(column));
  }
}

int PinnedColumns::wantedWidth() const {
  int width = 0;
  for (int place = 0; place < count_; ++place)
    width += table_->columnWidth(table_->horizontalHeader()->logicalIndex(place));
  return width;
}

void PinnedColumns::place() {
  if (view_ == nullptr) return;
  const int width = wantedWidth();
  const QRect rows = table_->viewport()->geometry();
  const bool shown = width > 0 && table_->horizontalScrollBar()->value() > 0 &&
                     width + theme::scaled(kLeastUncovered) <= rows.width();
  if (shown) {
    const QSignalBlocker quiet(view_->horizontalHeader());
    attach();
    const int head = table_->horizontalHeader()->height();
    view_->setGeometry(rows.x(), rows.y() - head, width, rows.height() + head);
    view_->verticalScrollBar()->setValue(table_->verticalScrollBar()->value());
  }
  view_->setVisible(shown);
}

}  // namespace heddle::widgets
