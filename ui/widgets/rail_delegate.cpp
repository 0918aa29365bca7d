// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/rail_delegate.h"

#include "ui/theme/paint.h"
#include "ui/widgets/history_rail.h"

#include <QPainter>
#include <QPainterPath>

namespace heddle::widgets {
namespace {

constexpr int kRailRow = 46;
constexpr int kFirstLane = 22;
constexpr int kLaneStep = 22;
constexpr int kDotY = 18;
constexpr int kMaxLanes = 6;  // more branches than this share the outermost lane

int laneX(const QRect& rect, int lane) {
  return rect.x() + kFirstLane + std::min(lane, kMaxLanes - 1) * kLaneStep;
}

QColor laneColor(int lane) {
  const theme::Tokens& t = theme::tokens();
  if (lane == 0) return t.line;
  const QColor colors[] = {t.chart[3], t.chart[1], t.chart[2]};
  return colors[(lane - 1) % 3];
}

}  // namespace

RailDelegate::RailDelegate(HistoryRail* rail) : QStyledItemDelegate(rail), rail_(rail) {}

QSize RailDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  return {160, theme::scaled(kRailRow)};
}

void RailDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
  const theme::Tokens& t = theme::tokens();
  const QRect& r = option.rect;
  const bool current = index == rail_->currentIndex();
  if (current)
    painter->fillRect(r, t.selection);
  else if (option.state.testFlag(QStyle::State_MouseOver))
    painter->fillRect(r, t.hover);
  const RailEntry& entry = rail_->entries()->at(index.row());
  paintLines(painter, r, rail_->entries()->layoutAt(index.row()));
  paintDot(painter, r, index.row(), current);
  const int lanes = std::min(rail_->entries()->lanes(), kMaxLanes);
  QRect text(laneX(r, lanes - 1) + 22, r.y() + 2, 0, theme::scaled(18));
  text.setRight(r.right() - 10);
  const theme::Tone title = entry.tone == theme::Tone::Accent ? theme::Tone::Text : entry.tone;
  theme::drawLine(painter, text, entry.title, theme::fonts().smallMedium, theme::toneColor(title));
  QString below = entry.subtitle;
  if (entry.id == rail_->markA()) below += QStringLiteral("  · A");
  if (entry.id == rail_->markB()) below += QStringLiteral("  · B");
  theme::drawLine(painter, text.translated(0, theme::scaled(16)), below, theme::fonts().small, t.muted);
}

void RailDelegate::paintLines(QPainter* painter, const QRect& r, const RailRow& row) const {
  painter->setRenderHint(QPainter::Antialiasing, true);
  painter->setBrush(Qt::NoBrush);
  const int y = r.y() + theme::scaled(kDotY);
  const auto pen = [painter](int lane) { painter->setPen(QPen(laneColor(lane), 2)); };
  for (const int lane : row.through) {
    pen(lane);
    painter->drawLine(laneX(r, lane), r.y(), laneX(r, lane), r.bottom() + 1);
  }
  const int x = laneX(r, row.lane);
  pen(row.lane);
  if (row.above) painter->drawLine(x, r.y(), x, y);
  if (row.below) painter->drawLine(x, y, x, r.bottom() + 1);
  for (const int lane : row.branchesAbove) {
    pen(lane);
    QPainterPath bend(QPointF(laneX(r, lane), r.y()));
    bend.cubicTo(laneX(r, lane), r.y() + theme::scaled(kDotY) * 0.8, x, r.y() + theme::scaled(kDotY) * 0.3, x,
                 y);
    painter->drawPath(bend);
  }
  painter->setRenderHint(QPainter::Antialiasing, false);
}

void RailDelegate::paintDot(QPainter* painter, const QRect& r, int row, bool current) const {
  const theme::Tokens& t = theme::tokens();
  const RailEntry& entry = rail_->entries()->at(row);
  const RailRow& place = rail_->entries()->layoutAt(row);
  QColor ink = entry.tone == theme::Tone::Accent ? t.accent : theme::toneColor(entry.tone);
  if (place.lane > 0 && entry.tone == theme::Tone::Accent) ink = laneColor(place.lane);
  const bool a = entry.id == rail_->markA();
  const bool b = entry.id == rail_->markB();
  const bool filled = current || a || b || place.lane > 0;
  const double radius = current || a || b ? 6.5 : 5;
  painter->setRenderHint(QPainter::Antialiasing, true);
  painter->setPen(QPen(ink, 2));
  painter->setBrush(a ? t.chart[2] : filled ? ink : t.surface);
  painter->drawEllipse(QPointF(laneX(r, place.lane), r.y() + theme::scaled(kDotY)), radius, radius);
  painter->setRenderHint(QPainter::Antialiasing, false);
}

}  // namespace heddle::widgets
