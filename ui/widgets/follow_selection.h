// SPDX-License-Identifier: Apache-2.0
#pragma once

class QAbstractItemView;
class QItemSelection;

namespace heddle::widgets {

// For a view's selectionChanged(). Keys and mouse move the cursor first and the selection after it; what
// selects a row away from the cursor is a screen reader (the action "toggle" of a cell) or a program, and
// both mean that row. Cursor and focus go there: Qt's views take neither from a screen reader.
void followSelection(QAbstractItemView& view, const QItemSelection& selected);

}  // namespace heddle::widgets
