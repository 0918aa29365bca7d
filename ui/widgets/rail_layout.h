// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QString>
#include <QVector>

namespace heddle::widgets {

struct RailNode {
  QString id;
  QString parentId;  // empty, or not among the nodes: the line ends here
};

// Where a row's dot lies and which lines cross the row. Lane 0 is the newest branch.
struct RailRow {
  int lane = 0;
  bool above = false;          // a line enters the dot from above
  bool below = false;          // a line leaves it below
  QVector<int> through;        // lanes whose line passes by
  QVector<int> branchesAbove;  // lanes that bend into this dot from above, from branches that started here

  bool operator==(const RailRow&) const = default;
};

// Rows as given, newest first; a parent stands below its children. One pass, no recursion.
QVector<RailRow> railRows(const QVector<RailNode>& nodes);

}  // namespace heddle::widgets
