// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/style_menus.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace heddle::theme {
namespace {

void drawMenuItem(const QStyleOptionMenuItem& item, QPainter* painter) {
  const Tokens& t = tokens();
  const QRect& r = item.rect;
  if (item.menuItemType == QStyleOptionMenuItem::Separator) {
    painter->fillRect(QRect(r.x() + 4, r.center().y(), r.width() - 8, 1), t.lineFaint);
    return;
  }
  const bool enabled = item.state.testFlag(QStyle::State_Enabled);
  if (enabled && item.state.testFlag(QStyle::State_Selected)) drawBox(painter, r, 4, t.selection, QColor());
  const QColor color = enabled ? t.text : t.faint;
  const QPoint iconAt(r.x() + 8, r.center().y() - 7);
  if (item.checked) {
    drawIcon(painter, QStringLiteral("check"), t.accent, iconAt);
  } else if (!item.icon.isNull()) {
    item.icon.paint(painter, QRect(iconAt, QSize(16, 16)), Qt::AlignCenter,
                    enabled ? QIcon::Normal : QIcon::Disabled);
  }
  const QStringList parts = item.text.split(QLatin1Char('\t'));
  const QRect text = r.adjusted(32, 0, -12, 0);
  painter->setFont(fonts().text);
  painter->setPen(color);
  painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic | Qt::TextSingleLine,
                    parts.first());
  if (parts.size() > 1) drawLine(painter, text, parts.at(1), fonts().monoSmall, t.faint, Qt::AlignRight);
  if (item.menuItemType == QStyleOptionMenuItem::SubMenu)
    drawIcon(painter, QStringLiteral("chevron-right"), t.muted, QPoint(r.right() - 18, r.center().y() - 5),
             12);
}

}  // namespace

bool drawMenuPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget*) {
  const Tokens& t = tokens();
  switch (element) {
    case QStyle::PE_PanelMenu:
      painter->fillRect(option->rect, t.raised);
      return true;
    case QStyle::PE_FrameMenu:
    case QStyle::PE_PanelTipLabel:
      painter->fillRect(option->rect, t.raised);
      painter->setPen(t.line);
      painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
      return true;
    default:
      return false;
  }
}

bool drawMenuControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter) {
  if (element == QStyle::CE_MenuEmptyArea || element == QStyle::CE_MenuHMargin ||
      element == QStyle::CE_MenuVMargin)
    return true;
  if (element != QStyle::CE_MenuItem) return false;
  if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) drawMenuItem(*item, painter);
  return true;
}

}  // namespace heddle::theme
