// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/style.h"

#include "ui/theme/paint.h"
#include "ui/theme/style_bars.h"
#include "ui/theme/style_controls.h"
#include "ui/theme/style_menus.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QSplitterHandle>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>

namespace heddle::theme {
namespace {

constexpr char kKindProperty[] = "heddleButtonKind";
constexpr char kSmallProperty[] = "heddleSmall";

template <typename Option>
const Option* as(const QStyleOption* option) {
  return qstyleoption_cast<const Option*>(option);
}

bool wantsHover(const QWidget* widget) {
  return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget) ||
         qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
         qobject_cast<const QScrollBar*>(widget) || qobject_cast<const QTabBar*>(widget) ||
         qobject_cast<const QHeaderView*>(widget) || qobject_cast<const QSplitterHandle*>(widget);
}

}  // namespace

void setButtonKind(QAbstractButton* button, ButtonKind kind) {
  button->setProperty(kKindProperty, static_cast<int>(kind));
  button->update();
}

ButtonKind buttonKind(const QWidget* button) {
  return button ? static_cast<ButtonKind>(button->property(kKindProperty).toInt()) : ButtonKind::Plain;
}

void setSmall(QWidget* control) {
  control->setProperty(kSmallProperty, true);
  control->updateGeometry();
}

bool isSmall(const QWidget* control) {
  return control && control->property(kSmallProperty).toBool();
}

HeddleStyle::HeddleStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {
  setObjectName(QStringLiteral("heddle"));
}

void HeddleStyle::polish(QWidget* widget) {
  QProxyStyle::polish(widget);
  if (wantsHover(widget)) widget->setAttribute(Qt::WA_Hover, true);
  if (auto* header = qobject_cast<QHeaderView*>(widget)) header->setFont(fonts().smallMedium);
}

void HeddleStyle::unpolish(QWidget* widget) {
  QProxyStyle::unpolish(widget);
}

void HeddleStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                const QWidget* widget) const {
  painter->save();
  const bool drawn = drawControlPrimitive(element, option, painter, widget) ||
                     drawBarPrimitive(element, option, painter, widget) ||
                     drawMenuPrimitive(element, option, painter, widget);
  painter->restore();
  if (!drawn) QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void HeddleStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const {
  painter->save();
  bool drawn = true;
  if (element == CE_PushButtonBevel) {
    drawButtonPanel(option, painter, widget);
  } else if (const auto* button = element == CE_PushButtonLabel ? as<QStyleOptionButton>(option) : nullptr) {
    drawButtonLabel(*button, painter, widget);
  } else if (const auto* combo = element == CE_ComboBoxLabel ? as<QStyleOptionComboBox>(option) : nullptr) {
    drawComboLabel(*combo, painter, subControlRect(CC_ComboBox, combo, SC_ComboBoxEditField, widget));
  } else {
    drawn = drawBarControl(element, option, painter, widget) || drawMenuControl(element, option, painter);
  }
  painter->restore();
  if (!drawn) QProxyStyle::drawControl(element, option, painter, widget);
}

void HeddleStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                     QPainter* painter, const QWidget* widget) const {
  painter->save();
  bool drawn = true;
  if (const auto* combo = control == CC_ComboBox ? as<QStyleOptionComboBox>(option) : nullptr) {
    drawCombo(*combo, painter);
  } else if (const auto* bar = control == CC_ScrollBar ? as<QStyleOptionSlider>(option) : nullptr) {
    drawScrollBar(*bar, subControlRect(CC_ScrollBar, bar, SC_ScrollBarSlider, widget), painter);
  } else if (const auto* spin = control == CC_SpinBox ? as<QStyleOptionSpinBox>(option) : nullptr) {
    drawSpin(*spin, subControlRect(CC_SpinBox, spin, SC_SpinBoxUp, widget),
             subControlRect(CC_SpinBox, spin, SC_SpinBoxDown, widget), painter);
  } else {
    drawn = false;
  }
  painter->restore();
  if (!drawn) QProxyStyle::drawComplexControl(control, option, painter, widget);
}

}  // namespace heddle::theme
