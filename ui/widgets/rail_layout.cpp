// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/rail_layout.h"

#include <QSet>

namespace heddle::widgets {
namespace {

// Lanes carry the id they are waiting for; an empty one is free.
int freeLane(QVector<QString>& lanes) {
  for (int lane = 0; lane < lanes.size(); ++lane) {
    if (lanes.at(lane).isEmpty()) return lane;
  }
  lanes.append(QString());
  return static_cast<int>(lanes.size()) - 1;
}

}  // namespace

QVector<RailRow> railRows(const QVector<RailNode>& nodes) {
  QSet<QString> known;
  for (const RailNode& node : nodes)
    known.insert(node.id);
  QVector<RailRow> rows;
  QVector<QString> lanes;
  for (const RailNode& node : nodes) {
    RailRow row;
    row.lane = -1;
    for (int lane = 0; lane < lanes.size(); ++lane) {
      if (lanes.at(lane).isEmpty()) continue;
      if (lanes.at(lane) != node.id) {
        row.through.append(lane);
      } else if (row.lane < 0) {
        row.lane = lane;
        row.above = true;
      } else {
        row.branchesAbove.append(lane);
        lanes[lane].clear();
      }
    }
    if (row.lane < 0) row.lane = freeLane(lanes);
    row.below = !node.parentId.isEmpty() && known.contains(node.parentId);
    lanes[row.lane] = row.below ? node.parentId : QString();
    rows.append(row);
  }
  return rows;
}

}  // namespace heddle::widgets
