// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/style_controls.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"

#include <QLineEdit>
#include <QStyleOption>
#include <QToolButton>

namespace heddle::theme {
namespace {

// Focus is shown for the keyboard: a mouse click should not leave a ring behind.
bool ringed(const QStyleOption* option) {
  return has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange);
}

QColor mix(const QColor& a, const QColor& b, double share) {
  const auto part = [share](int x, int y) { return static_cast<int>(x + (y - x) * share); };
  return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

struct ButtonColors {
  QColor fill, border, text;
};

ButtonColors buttonColors(const QStyleOption* option, ButtonKind kind) {
  const Tokens& t = tokens();
  const bool enabled = has(option, QStyle::State_Enabled);
  const bool hover = enabled && has(option, QStyle::State_MouseOver);
  const bool down = enabled && (has(option, QStyle::State_Sunken) || has(option, QStyle::State_On));
  if (kind == ButtonKind::Primary && enabled) {
    const QColor fill = down ? mix(t.accent, t.text, 0.18) : hover ? mix(t.accent, t.text, 0.09) : t.accent;
    return {fill, fill, t.onAccent};
  }
  const QColor text = !enabled ? t.faint : kind == ButtonKind::Danger ? t.error.strong : t.text;
  if (kind == ButtonKind::Quiet) {
    const QColor fill = down ? t.selection : hover ? t.hover : QColor();
    return {fill, QColor(), enabled ? t.text : t.faint};
  }
  if (has(option, QStyle::State_On)) return {t.accentSoft, t.accent, enabled ? t.accentText : t.faint};
  const QColor fill = !enabled ? t.surface : down ? t.sunken : hover ? mix(t.raised, t.text, 0.05) : t.raised;
  return {fill, hover ? mix(t.line, t.text, 0.12) : t.line, text};
}

void drawInput(const QStyleOption* option, QPainter* painter) {
  const Tokens& t = tokens();
  const bool enabled = has(option, QStyle::State_Enabled);
  const bool focus = has(option, QStyle::State_HasFocus);
  const bool hover = enabled && has(option, QStyle::State_MouseOver);
  const QColor border = focus ? t.accent : hover ? mix(t.line, t.text, 0.12) : t.line;
  drawBox(painter, option->rect, metrics::kControlRadius, enabled ? t.surface : t.sunken, border);
  if (focus)
    drawBox(painter, option->rect.adjusted(1, 1, -1, -1), metrics::kControlRadius - 1, QColor(),
            t.accentSoft);
}

void drawCheckBox(const QStyleOption* option, QPainter* painter) {
  const Tokens& t = tokens();
  const bool set = has(option, QStyle::State_On) || has(option, QStyle::State_NoChange);
  const bool enabled = has(option, QStyle::State_Enabled);
  const QRect box(option->rect.x(), option->rect.y() + (option->rect.height() - 16) / 2, 16, 16);
  const QColor fill = set ? (enabled ? t.accent : t.faint) : t.surface;
  const QColor border = set                                    ? fill
                        : has(option, QStyle::State_MouseOver) ? t.muted
                                                               : mix(t.line, t.text, 0.25);
  drawBox(painter, box, 4, fill, border);
  if (!set) return;
  const QString mark = has(option, QStyle::State_On) ? QStringLiteral("check") : QStringLiteral("minus");
  drawIcon(painter, mark, t.onAccent, box.topLeft() + QPoint(2, 2), 12);
}

void drawRadio(const QStyleOption* option, QPainter* painter) {
  const Tokens& t = tokens();
  const bool on = has(option, QStyle::State_On);
  const QRect box(option->rect.x(), option->rect.y() + (option->rect.height() - 16) / 2, 16, 16);
  drawBox(painter, box, 8, t.surface, on ? t.accent : mix(t.line, t.text, 0.25));
  if (on) drawBox(painter, box.adjusted(4, 4, -4, -4), 4, t.accent, QColor());
}

void drawFocusRect(const QStyleOption* option, QPainter* painter, const QWidget* widget) {
  // Item views show the current row themselves; buttons draw their ring with the panel.
  if (!widget || qobject_cast<const QAbstractButton*>(widget) == nullptr) return;
  if (qobject_cast<const QToolButton*>(widget) == nullptr && !has(option, QStyle::State_KeyboardFocusChange))
    return;
  drawFocusRing(painter, qobject_cast<const QToolButton*>(widget) ? widget->rect() : option->rect);
}

void drawArrow(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter) {
  QString name = QStringLiteral("chevron-down");
  if (element == QStyle::PE_IndicatorArrowUp || element == QStyle::PE_IndicatorSpinUp)
    name = QStringLiteral("chevron-up");
  if (element == QStyle::PE_IndicatorArrowLeft) name = QStringLiteral("chevron-left");
  if (element == QStyle::PE_IndicatorArrowRight) name = QStringLiteral("chevron-right");
  const int size = std::min({12, option->rect.width(), option->rect.height()});
  const QRect at = QStyle::alignedRect(option->direction, Qt::AlignCenter, {size, size}, option->rect);
  const bool enabled = has(option, QStyle::State_Enabled);
  drawIcon(painter, name, enabled ? tokens().muted : tokens().faint, at.topLeft(), size);
}

}  // namespace

void drawButtonPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) {
  ButtonKind kind = buttonKind(widget);
  if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
    if ((button->features & QStyleOptionButton::Flat) && kind == ButtonKind::Plain) kind = ButtonKind::Quiet;
  }
  const ButtonColors colors = buttonColors(option, kind);
  drawBox(painter, option->rect, metrics::kControlRadius, colors.fill, colors.border);
  if (ringed(option)) {
    const QRect ring = kind == ButtonKind::Primary ? option->rect.adjusted(1, 1, -1, -1) : option->rect;
    if (kind == ButtonKind::Primary) {
      drawBox(painter, ring.adjusted(1, 1, -1, -1), metrics::kControlRadius - 2, QColor(), tokens().onAccent);
    } else {
      drawFocusRing(painter, ring);
    }
  }
}

void drawButtonLabel(const QStyleOptionButton& option, QPainter* painter, const QWidget* widget) {
  ButtonKind kind = buttonKind(widget);
  if ((option.features & QStyleOptionButton::Flat) && kind == ButtonKind::Plain) kind = ButtonKind::Quiet;
  const ButtonColors colors = buttonColors(&option, kind);
  painter->setFont(isSmall(widget) ? fonts().smallMedium : fonts().medium);
  const QFontMetrics measure(painter->font());
  const bool menu = option.features & QStyleOptionButton::HasMenu;
  const int icon = option.icon.isNull() ? 0 : option.iconSize.width();
  const int gap = icon && !option.text.isEmpty() ? 6 : 0;
  const int text = option.text.isEmpty() ? 0 : measure.size(Qt::TextShowMnemonic, option.text).width();
  const int whole = icon + gap + text + (menu ? 16 : 0);
  QRect content =
      QStyle::alignedRect(option.direction, Qt::AlignCenter,
                          {std::min(whole, option.rect.width() - 8), option.rect.height()}, option.rect);
  if (icon) {
    const QRect at(content.x(), content.y() + (content.height() - icon) / 2, icon, icon);
    const bool enabled = has(&option, QStyle::State_Enabled);
    if (kind == ButtonKind::Primary && enabled) {
      drawIcon(painter, option.icon.name(), colors.text, at.topLeft(), icon);
    } else {
      const bool on = has(&option, QStyle::State_On);
      option.icon.paint(painter, at, Qt::AlignCenter,
                        !enabled ? QIcon::Disabled
                        : on     ? QIcon::Selected
                                 : QIcon::Normal);
    }
    content.setLeft(content.left() + icon + gap);
  }
  painter->setPen(colors.text);
  painter->drawText(content, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic | Qt::TextSingleLine,
                    option.text);
  if (menu)
    drawIcon(painter, QStringLiteral("chevron-down"), colors.text,
             QPointF(content.right() - 11, content.center().y() - 6), 12);
}

bool drawControlPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) {
  switch (element) {
    case QStyle::PE_PanelButtonCommand:
      drawButtonPanel(option, painter, widget);
      return true;
    case QStyle::PE_PanelButtonTool: {
      const bool plain = widget && buttonKind(widget) == ButtonKind::Primary;
      const ButtonColors colors = buttonColors(option, plain ? ButtonKind::Primary : ButtonKind::Quiet);
      drawBox(painter, option->rect, metrics::kControlRadius, colors.fill, colors.border);
      return true;
    }
    case QStyle::PE_PanelLineEdit: {
      const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
      if (frame && frame->lineWidth > 0) drawInput(option, painter);
      return true;
    }
    case QStyle::PE_FrameLineEdit:
      drawInput(option, painter);
      return true;
    case QStyle::PE_IndicatorCheckBox:
    case QStyle::PE_IndicatorItemViewItemCheck:
      drawCheckBox(option, painter);
      return true;
    case QStyle::PE_IndicatorRadioButton:
      drawRadio(option, painter);
      return true;
    case QStyle::PE_FrameFocusRect:
      drawFocusRect(option, painter, widget);
      return true;
    case QStyle::PE_FrameDefaultButton:
      return true;
    case QStyle::PE_IndicatorArrowDown:
      // A menu behind a flat button needs no mark beside its word.
      if (!qobject_cast<const QToolButton*>(widget)) drawArrow(element, option, painter);
      return true;
    case QStyle::PE_IndicatorArrowUp:
    case QStyle::PE_IndicatorArrowLeft:
    case QStyle::PE_IndicatorArrowRight:
    case QStyle::PE_IndicatorSpinUp:
    case QStyle::PE_IndicatorSpinDown:
      drawArrow(element, option, painter);
      return true;
    default:
      return false;
  }
}

void drawCombo(const QStyleOptionComboBox& option, QPainter* painter) {
  if (option.frame) drawInput(&option, painter);
  const QPointF at(option.rect.right() - 19, option.rect.center().y() - 5);
  drawIcon(painter, QStringLiteral("chevron-down"), tokens().muted, at, 12);
}

void drawComboLabel(const QStyleOptionComboBox& option, QPainter* painter, const QRect& field) {
  if (option.editable) return;
  QRect text = field;
  if (!option.currentIcon.isNull()) {
    option.currentIcon.paint(painter, QRect(text.x(), text.center().y() - 7, 16, 16));
    text.setLeft(text.left() + 22);
  }
  const bool enabled = option.state.testFlag(QStyle::State_Enabled);
  drawLine(painter, text, option.currentText, painter->font(), enabled ? tokens().text : tokens().faint);
}

void drawSpin(const QStyleOptionSpinBox& option, const QRect& up, const QRect& down, QPainter* painter) {
  if (option.frame) drawInput(&option, painter);
  QStyleOption arrow(option);
  arrow.rect = up;
  drawArrow(QStyle::PE_IndicatorSpinUp, &arrow, painter);
  arrow.rect = down;
  drawArrow(QStyle::PE_IndicatorSpinDown, &arrow, painter);
}

}  // namespace heddle::theme
