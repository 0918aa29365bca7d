// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/list/dress_table.h"

#include "models/tables/row_table_model.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/moment_columns.h"

namespace heddle::panels {

namespace {

widgets::Cell cellFor(models::CellKind kind) {
  switch (kind) {
    case models::CellKind::status:
      return widgets::Cell::Status;
    case models::CellKind::id:
      return widgets::Cell::Id;
    case models::CellKind::time:
      return widgets::Cell::Time;
    case models::CellKind::duration:
    case models::CellKind::number:
    case models::CellKind::bytes:
      return widgets::Cell::Number;
    case models::CellKind::json:
      return widgets::Cell::Snippet;
    case models::CellKind::chip:
      return widgets::Cell::Chip;
    case models::CellKind::text:
      break;
  }
  return widgets::Cell::Text;
}

theme::Tone toneFor(models::CellKind kind, bool firstOfItsKind) {
  switch (kind) {
    case models::CellKind::time:
    case models::CellKind::number:
    case models::CellKind::bytes:
      return theme::Tone::Muted;
    case models::CellKind::id:
      return firstOfItsKind ? theme::Tone::Text : theme::Tone::Muted;
    default:
      return theme::Tone::Text;
  }
}

}  // namespace

void dressTable(widgets::DataTable& table, QAbstractItemModel& model) {
  table.setModel(&model);
  table.setStaleRole(models::roles::StaleRole);
  table.setRowCopyRole(models::roles::JsonRole);
  table.setCellCopyRole(models::roles::CopyRole);
  bool idSeen = false;
  for (int column = 0; column < model.columnCount(); ++column) {
    const auto kind = static_cast<models::CellKind>(
        model.headerData(column, Qt::Horizontal, models::roles::KindRole).toInt());
    const int width = model.headerData(column, Qt::Horizontal, models::roles::WidthRole).toInt();
    table.setCell(column, cellFor(kind), toneFor(kind, !idSeen), width);
    idSeen = idSeen || kind == models::CellKind::id;
    if (width == 0) table.setTakingRest(column);
  }
  widgets::keepMomentsWhole(table);
}

}  // namespace heddle::panels
