// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QStyle>

class QPainter;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionSpinBox;

// Buttons, inputs, check marks: called by HeddleStyle, which saves and restores the painter around.
namespace heddle::theme {

// True when the element is one of ours and has been drawn.
bool drawControlPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget);
void drawButtonPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget);
void drawButtonLabel(const QStyleOptionButton& option, QPainter* painter, const QWidget* widget);
void drawCombo(const QStyleOptionComboBox& option, QPainter* painter);
void drawComboLabel(const QStyleOptionComboBox& option, QPainter* painter, const QRect& field);
void drawSpin(const QStyleOptionSpinBox& option, const QRect& up, const QRect& down, QPainter* painter);

}  // namespace heddle::theme
