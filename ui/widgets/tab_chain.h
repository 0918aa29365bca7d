// SPDX-License-Identifier: Apache-2.0
#pragma once

class QWidget;

namespace heddle::widgets {

// Moves what takes the Tab key inside `part` behind `after`, in its own order, for parts that are made later
// than those that follow them on the page. Answers the last one moved, or `after` when there is none.
QWidget* chainTabs(QWidget* after, QWidget* part);

}  // namespace heddle::widgets
