// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/moment_columns.h"

#include "ui/theme/cell_delegates.h"
#include "ui/widgets/data_table.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include <QHeaderView>
#include <QScrollBar>
#include <QTimer>

namespace heddle::widgets {
namespace {

// Rows come by the thousand in a live tail: between two looks at them there is a pause.
constexpr std::chrono::milliseconds kPause{100};
// Of a table that is not shown yet.
constexpr int kMostRows = 100;

}  // namespace

void widenMoments(DataTable& table) {
  const int first = std::max(0, table.rowAt(0));
  const int below = table.rowAt(table.viewport()->height() - 1);
  const int last = std::min(below < 0 ? table.model()->rowCount() - 1 : below, first + kMostRows);
  for (int column = 0; column < table.model()->columnCount(); ++column) {
    const auto* moments = qobject_cast<theme::TimeDelegate*>(table.itemDelegateForColumn(column));
    if (moments == nullptr || table.isColumnHidden(column)) continue;
    int wanted = table.columnWidth(column);
    for (int row = first; row <= last; ++row)
      wanted = std::max(wanted, moments->sizeHint({}, table.model()->index(row, column)).width());
    if (wanted > table.columnWidth(column)) table.setColumnWidth(column, wanted);
  }
}

void keepMomentsWhole(DataTable& table) {
  auto* soon = new QTimer(&table);
  soon->setSingleShot(true);
  soon->setInterval(kPause);
  const auto look = [&table, soon, again = std::make_shared<bool>(false)](bool paused) {
    if (!paused && soon->isActive()) {
      *again = true;
      return;
    }
    if (paused && !std::exchange(*again, false)) return;
    table.makeRoom();
    soon->start();
  };
  QObject::connect(soon, &QTimer::timeout, &table, [look] { look(true); });
  const auto changed = [look] { look(false); };
  const QAbstractItemModel* model = table.model();
  QObject::connect(model, &QAbstractItemModel::rowsInserted, soon, changed);
  QObject::connect(model, &QAbstractItemModel::dataChanged, soon, changed);
  QObject::connect(model, &QAbstractItemModel::modelReset, soon, changed);
  QObject::connect(table.verticalScrollBar(), &QScrollBar::valueChanged, soon, changed);
  changed();
}

}  // namespace heddle::widgets
