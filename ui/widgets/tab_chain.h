// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>

class QWidget;

namespace heddle::widgets {

// Moves what takes the Tab key inside `part` behind `after`, in its own order, for parts that are made later
// than those that follow them on the page. Answers the last one moved, or `after` when there is none.
QWidget* chainTabs(QWidget* after, QWidget* part);

// What takes the Tab key inside `part`, as its layouts show it from top to bottom, whenever it was made. What
// is hidden is left out.
QList<QWidget*> stopsAsLaidOut(QWidget* part);

// The stop in front of `widget` that lies outside of `part`.
QWidget* stopBefore(QWidget* widget, const QWidget* part);

}  // namespace heddle::widgets
