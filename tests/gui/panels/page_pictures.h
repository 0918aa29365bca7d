// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSize>

class QWidget;

/// What every page test does: show it in a theme, keep a picture, and check what a screen reader would meet.
namespace heddle::pictures {

/// Data rows `light` and `dark` in a column of the same name as grab() fetches.
void eachTheme();
/// Shows the page in the theme of the current data row and saves <build>/screenshots/NAME-THEME.png.
void grab(QWidget& page, const char* name, QSize size = {1180, 720});
/// Accessible names of everything visible that takes the focus are there once.
void verifyNames(QWidget& page);

}  // namespace heddle::pictures
