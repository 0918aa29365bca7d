// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QStyle>

class QPainter;
class QStyleOption;
class QStyleOptionSlider;

// Tabs, headers, scroll bars, item rows, splitters, frames: called by HeddleStyle.
namespace heddle::theme {

bool drawBarPrimitive(QStyle::PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                      const QWidget* widget);
bool drawBarControl(QStyle::ControlElement element, const QStyleOption* option, QPainter* painter,
                    const QWidget* widget);
void drawScrollBar(const QStyleOptionSlider& option, const QRect& handle, QPainter* painter);

}  // namespace heddle::theme
