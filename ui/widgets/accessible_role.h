// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QAccessible>
#include <QWidget>

namespace heddle::widgets {

// What the widget is to a screen reader. Qt tells a plain QWidget as a filler, which readers pass over even
// when it shows a figure. A label that also has an accessible name is read as "name: text". Call it in the
// constructor, before anything asks.
void setAccessibleRole(QWidget* widget, QAccessible::Role role);

}  // namespace heddle::widgets
