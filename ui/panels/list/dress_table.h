// SPDX-License-Identifier: Apache-2.0
#pragma once

class QAbstractItemModel;

namespace heddle::widgets {
class DataTable;
}

namespace heddle::panels {

/// Gives the table its model and draws every column the way its header says (kind, width).
void dressTable(widgets::DataTable& table, QAbstractItemModel& model);

}  // namespace heddle::panels
