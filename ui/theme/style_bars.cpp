// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/style_bars.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QAbstractScrollArea>
#include <QFrame>
#include <QPainter>
#include <QStyleOption>

namespace heddle::theme {
namespace {

void drawHeaderSection(const QStyleOption* option, QPainter* painter) {
  const Tokens& t = tokens();
  const QRect& r = option->rect;
  painter->fillRect(
      r, has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled) ? t.hover : t.surface);
  painter->fillRect(QRect(r.x(), r.bottom(), r.width(), 1), t.line);
}

void drawHeaderLabel(const QStyleOptionHeader& header, QPainter* painter) {
  QRect text = header.rect.adjusted(metrics::kCellPadding, 0, -metrics::kCellPadding, 0);
  const bool right = header.textAlignment.testFlag(Qt::AlignRight);
  const bool sorted = header.sortIndicator != QStyleOptionHeader::None;
  const QColor color = sorted ? tokens().text : tokens().muted;
  const int width = QFontMetrics(fonts().smallMedium).horizontalAdvance(header.text);
  if (sorted) {
    // The mark follows the word; in a right-aligned column it stands before it, so that the word keeps its
    // edge.
    const bool down = header.sortIndicator == QStyleOptionHeader::SortDown;
    const int x = right ? std::max(text.left(), text.right() - width - 15)
                        : std::min(text.left() + width + 4, text.right() - 11);
    const QString icon = down ? QStringLiteral("arrow-up") : QStringLiteral("arrow-down");
    drawIcon(painter, icon, tokens().accent, QPointF(x, text.center().y() - 5), 11);
    if (right)
      text.setLeft(std::min(text.left() + 14, text.right()));
    else
      text.setRight(std::max(text.right() - 14, text.left()));
  }
  const Qt::Alignment side = right                                             ? Qt::AlignRight
                             : header.textAlignment.testFlag(Qt::AlignHCenter) ? Qt::AlignHCenter
                                                                               : Qt::AlignLeft;
  drawLine(painter, text, header.text, fonts().smallMedium, color, side);
}

// Tabs inside a card: a word with a 2 px accent line beneath the current one.
void drawTabShape(const QStyleOptionTab& tab, QPainter* painter) {
  const Tokens& t = tokens();
  const QRect& r = tab.rect;
  if (has(&tab, QStyle::State_Selected)) {
    painter->fillRect(QRect(r.x() + 7, r.bottom() - 1, r.width() - 14, 2), t.accent);
  } else if (has(&tab, QStyle::State_MouseOver) && has(&tab, QStyle::State_Enabled)) {
    painter->fillRect(QRect(r.x() + 7, r.bottom() - 1, r.width() - 14, 2), t.line);
  }
  if (has(&tab, QStyle::State_HasFocus) && has(&tab, QStyle::State_KeyboardFocusChange))
    drawFocusRing(painter, r.adjusted(2, 2, -2, -4), 4);
}

void drawTabLabel(const QStyleOptionTab& tab, QPainter* painter) {
  const bool selected = has(&tab, QStyle::State_Selected);
  const Tokens& t = tokens();
  const QColor color = !has(&tab, QStyle::State_Enabled) ? t.faint : selected ? t.text : t.muted;
  drawLine(painter, tab.rect.adjusted(4, 0, -4, 0), tab.text, selected ? fonts().medium : fonts().text, color,
           Qt::AlignHCenter, Qt::ElideMiddle);
}

void drawBranch(const QStyleOption* option, QPainter* painter) {
  if (!has(option, QStyle::State_Children)) return;
  const QString name =
      has(option, QStyle::State_Open) ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right");
  const QRect& r = option->rect;
  const QPointF at(r.right() - 13, r.y() + (r.height() - 12) / 2.0);
  drawIcon(painter, name, tokens().muted, at.toPoint(), 12);
}

void drawItemPanel(const QStyleOption* option, QPainter* painter) {
  const Tokens& t = tokens();
  if (has(option, QStyle::State_Selected))
    painter->fillRect(option->rect, t.selection);
  else if (has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled))
    painter->fillRect(option->rect, t.hover);
  if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
    if (item->backgroundBrush.style() != Qt::NoBrush && !has(option, QStyle::State_Selected))
      painter->fillRect(option->rect, item->backgroundBrush);
  }
}

// Areas that scroll lie on the surface up to their round corners; their content keeps off by the frame's
// width.
void drawFrame(const QStyleOption* option, QPainter* painter, const QWidget* widget) {
  const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
  if (frame && frame->lineWidth <= 0) return;
  const bool focus = has(option, QStyle::State_HasFocus);
  const QColor fill = qobject_cast<const QAbstractScrollArea*>(widget) ? tokens().surface : QColor();
  drawBox(painter, option->rect, metrics::kControlRadius, fill, focus ? tokens().accent : tokens().line);
}

void drawSplitter(const QStyleOption* option, QPainter* painter) {
  if (!has(option, QStyle::State_MouseOver) && !has(option, QStyle::State_Sunken)) return;
  const QRect& r = option->rect;
  const bool upright = r.height() > r.width();
  const QRect grip = upright ? QRect(r.center().x() - 1, r.y() + 2, 3, r.height() - 4)
                             : QRect(r.x() + 2, r.center().y() - 1, r.width() - 4, 3);
  drawBox(painter, grip, 1, has(option, QStyle::State_Sunken) ? tokens().accent : tokens().line, QColor());
}

void drawProgress(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter) {
  const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
  QRect r = option->rect;
  r = QRect(r.x(), r.center().y() - 2, r.width(), 4);
  if (element == QStyle::CE_ProgressBarGroove) {
    drawBox(painter, r, 2, tokens().sunken, QColor());
  } else if (bar && bar->maximum > bar->minimum) {
    const double share = double(bar->progress - bar->minimum) / double(bar->maximum - bar->minimum);
    r.setWidth(static_cast<int>(r.width() * std::clamp(share, 0.0, 1.0)));
    if (r.width() > 0) drawBox(painter, r, 2, tokens().accent, QColor());
  }
}

}  // namespace

bool drawBarPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                      const QWidget* widget) {
  switch (element) {
    case QStyle::PE_PanelItemViewItem:
      drawItemPanel(option, painter);
      return true;
    case QStyle::PE_PanelItemViewRow:
      return true;
    case QStyle::PE_IndicatorBranch:
      drawBranch(option, painter);
      return true;
    case QStyle::PE_IndicatorHeaderArrow:
      return true;  // drawn beside the word
    case QStyle::PE_Frame:
    case QStyle::PE_FrameGroupBox:
      drawFrame(option, painter, widget);
      return true;
    case QStyle::PE_FrameTabWidget:
    case QStyle::PE_FrameStatusBarItem:
      return true;
    case QStyle::PE_FrameTabBarBase:
      painter->fillRect(QRect(option->rect.x(), option->rect.bottom(), option->rect.width(), 1),
                        tokens().line);
      return true;
    case QStyle::PE_IndicatorTabClose: {
      const QRect& r = option->rect;
      const bool hover = has(option, QStyle::State_MouseOver) || has(option, QStyle::State_Raised);
      if (hover && has(option, QStyle::State_MouseOver)) drawBox(painter, r, 4, tokens().selection, QColor());
      drawIcon(painter, QStringLiteral("close"), hover ? tokens().text : tokens().faint,
               r.center() - QPoint(5, 5), 12);
      return true;
    }
    default:
      return false;
  }
}

bool drawBarControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter,
                    const QWidget*) {
  switch (element) {
    case QStyle::CE_HeaderSection:
    case QStyle::CE_HeaderEmptyArea:
      drawHeaderSection(option, painter);
      return true;
    case QStyle::CE_Header:
      drawHeaderSection(option, painter);
      if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option))
        drawHeaderLabel(*header, painter);
      return true;
    case QStyle::CE_TabBarTabShape:
      if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) drawTabShape(*tab, painter);
      return true;
    case QStyle::CE_TabBarTabLabel:
      if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) drawTabLabel(*tab, painter);
      return true;
    case QStyle::CE_Splitter:
      drawSplitter(option, painter);
      return true;
    case QStyle::CE_ProgressBarGroove:
    case QStyle::CE_ProgressBarContents:
      drawProgress(element, option, painter);
      return true;
    case QStyle::CE_ProgressBarLabel:
      return true;
    default:
      return false;
  }
}

void drawScrollBar(const QStyleOptionSlider& option, const QRect& handle, QPainter* painter) {
  if (option.maximum <= option.minimum) return;
  const bool hover =
      option.state.testFlag(QStyle::State_MouseOver) || option.state.testFlag(QStyle::State_Sunken);
  QColor color = hover ? tokens().muted : tokens().faint;
  color.setAlphaF(hover ? 0.75F : 0.45F);
  drawBox(painter, handle.adjusted(2, 2, -2, -2), 3, color, QColor());
}

}  // namespace heddle::theme
