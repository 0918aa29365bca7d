// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/timeline_view.h"

#include "ui/theme/paint.h"
#include "ui/widgets/follow_selection.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

namespace heddle::widgets {
namespace {

constexpr int kRowHeight = 24;
constexpr int kBarHeight = 14;
constexpr int kIndent = 12;
constexpr int kColumnGap = 10;
constexpr int kLeastBar = 3;    // what took no time is seen all the same
constexpr int kMeasured = 300;  // rows that the columns are made for; the rest is elided

QColor inkOf(const TimelineBar& bar) {
  if (bar.tone != theme::Tone::Accent) return theme::toneColor(bar.tone);
  return theme::tokens().chart[bar.color % 4];
}

}  // namespace

TimelineView::TimelineView(QWidget* parent) : QListView(parent), bars_(new TimelineModel(this)) {
  setItemDelegate(new TimelineDelegate(this));
  setModel(bars_);
  setUniformItemSizes(true);
  setFrameShape(QFrame::NoFrame);
  viewport()->setAutoFillBackground(false);
  setEditTriggers(NoEditTriggers);
  setVerticalScrollMode(ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setMouseTracking(true);
  setAccessibleName(tr("Timeline"));
  verticalScrollBar()->setSingleStep(kRowHeight);
  connect(this, &QListView::doubleClicked, this,
          [this](const QModelIndex& index) { Q_EMIT opened(index.row()); });
}

void TimelineView::setExecutionStart(double fraction) {
  executionStart_ = fraction;
  viewport()->update();
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
  if (!ViewKeys::perform(*this, *this, event)) QListView::keyPressEvent(event);
}

void TimelineView::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
  QListView::selectionChanged(selected, deselected);
  followSelection(*this, selected);
}

bool TimelineView::perform(ViewCommand command) {
  const QModelIndex index = currentIndex();
  const bool open = command == ViewCommand::Open;
  if (!index.isValid() || (!open && command != ViewCommand::CopyCell)) return false;
  if (open)
    Q_EMIT opened(index.row());
  else
    QApplication::clipboard()->setText(bars_->at(index.row()).spoken);
  return true;
}

void TimelineView::resizeEvent(QResizeEvent* event) {
  QListView::resizeEvent(event);
  if (event->oldSize().width() != event->size().width()) scheduleDelayedItemsLayout();
}

TimelineDelegate::TimelineDelegate(const TimelineView* view)
    : QStyledItemDelegate(const_cast<TimelineView*>(view)), view_(view) {
  const auto forget = [this] { measuredPercent_ = 0; };
  const TimelineModel* bars = view->bars();
  connect(bars, &QAbstractItemModel::dataChanged, this, forget);
  connect(bars, &QAbstractItemModel::rowsInserted, this, forget);
  connect(bars, &QAbstractItemModel::modelReset, this, forget);
}

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  return {180, theme::scaled(kRowHeight)};
}

// Both columns are as wide as their widest text, so that tracks begin and end below each other.
void TimelineDelegate::measure() const {
  if (measuredPercent_ == theme::current().textPercent) return;
  measuredPercent_ = theme::current().textPercent;
  labelWidth_ = noteWidth_ = 0;
  const QFontMetrics label(theme::fonts().text);
  const QFontMetrics note(theme::fonts().mono);
  for (const TimelineBar& bar :
       view_->bars()->bars().first(std::min<qsizetype>(view_->bars()->rowCount(), kMeasured))) {
    labelWidth_ = std::max(labelWidth_, label.horizontalAdvance(bar.label) + bar.depth * kIndent + 2);
    noteWidth_ = std::max(noteWidth_, note.horizontalAdvance(bar.note) + 2);
  }
}

TimelineDelegate::Columns TimelineDelegate::columnsOf(const QRect& row) const {
  measure();
  const QRect inner = row.adjusted(6, 0, -6, 0);
  const int label = std::min(labelWidth_, inner.width() * 35 / 100);
  const int note = std::min(noteWidth_, inner.width() * 35 / 100);
  Columns columns;
  columns.label = QRect(inner.left(), inner.top(), label, inner.height());
  columns.note = QRect(inner.right() + 1 - note, inner.top(), note, inner.height());
  const int height = theme::scaled(kBarHeight);
  columns.track = QRect(columns.label.right() + kColumnGap, inner.top() + (inner.height() - height) / 2,
                        columns.note.left() - columns.label.right() - 2 * kColumnGap, height);
  return columns;
}

void TimelineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
  const theme::Tokens& t = theme::tokens();
  const bool current = index == view_->currentIndex();
  if (current)
    painter->fillRect(option.rect, t.selection);
  else if (option.state.testFlag(QStyle::State_MouseOver))
    painter->fillRect(option.rect, t.hover);
  if (current && view_->hasFocus())
    painter->fillRect(QRect(option.rect.topLeft(), QSize(2, option.rect.height())), t.accent);
  const TimelineBar& bar = view_->bars()->at(index.row());
  const Columns columns = columnsOf(option.rect);
  const bool queued = bar.fill == TimelineBar::Fill::Hatched && bar.to <= view_->executionStart();
  theme::drawLine(painter, columns.label.adjusted(bar.depth * kIndent, 0, 0, 0), bar.label,
                  theme::fonts().text, queued ? t.muted : t.text);
  const bool plain = bar.tone == theme::Tone::Accent || bar.tone == theme::Tone::Muted;
  theme::drawLine(painter, columns.note, bar.note, theme::fonts().mono,
                  plain ? t.muted : theme::toneColor(bar.tone), Qt::AlignRight);
  if (columns.track.width() > 2 * kLeastBar) paintTrack(painter, columns.track, bar);
}

void TimelineDelegate::paintTrack(QPainter* painter, const QRect& track, const TimelineBar& bar) const {
  const theme::Tokens& t = theme::tokens();
  theme::drawBox(painter, track, 3, t.sunken, QColor());
  const auto x = [&track](double fraction) {
    return track.left() + static_cast<int>(fraction * track.width() + 0.5);
  };
  if (view_->executionStart() > 0) {
    painter->setPen(QPen(t.line, 1, Qt::DotLine));
    painter->drawLine(x(view_->executionStart()), track.top() - 4, x(view_->executionStart()),
                      track.bottom() + 4);
  }
  QRect filled(x(bar.from), track.top(), std::max(kLeastBar, x(bar.to) - x(bar.from)), track.height());
  if (filled.right() > track.right()) filled.moveRight(track.right());
  const QColor ink = inkOf(bar);
  if (bar.fill == TimelineBar::Fill::Solid) {
    theme::drawBox(painter, filled, filled.width() > 6 ? 3 : 1, ink, QColor());
    return;
  }
  theme::drawBox(painter, filled, filled.width() > 6 ? 3 : 1, QColor(), ink);
  painter->fillRect(filled.adjusted(1, 1, -1, -1), QBrush(ink, Qt::BDiagPattern));
}

}  // namespace heddle::widgets
