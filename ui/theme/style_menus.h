// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QStyle>

class QPainter;
class QStyleOption;

// Menus and tool tips: called by HeddleStyle.
namespace heddle::theme {

bool drawMenuPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget);
bool drawMenuControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter);

}  // namespace heddle::theme
