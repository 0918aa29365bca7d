// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/text_size.h"

#include "ui/theme/theme_switch.h"

#include <QWidget>

namespace heddle::theme {

void whenThemeChanges(QWidget* widget, std::function<void()> dress) {
  dress();
  QObject::connect(&ThemeSwitch::instance(), &ThemeSwitch::themeChanged, widget, std::move(dress));
}

void followFont(QWidget* widget, QFont Fonts::*role) {
  whenThemeChanges(widget, [widget, role] { widget->setFont(fonts().*role); });
}

void followHeight(QWidget* widget, int pixels) {
  whenThemeChanges(widget, [widget, pixels] { widget->setFixedHeight(scaled(pixels)); });
}

}  // namespace heddle::theme
