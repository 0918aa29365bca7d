// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"

#include <functional>

class QWidget;

namespace heddle::theme {

// Runs `dress` now and whenever the theme or the text size changes, as long as the widget lives.
void whenThemeChanges(QWidget* widget, std::function<void()> dress);

// A font of the type scale, kept at the text size in force.
void followFont(QWidget* widget, QFont Fonts::*role);

// A fixed height that holds text, given at 100 %.
void followHeight(QWidget* widget, int pixels);

}  // namespace heddle::theme
