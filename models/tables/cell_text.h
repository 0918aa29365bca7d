// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/row_table_model.h"

#include <QVariant>

namespace heddle::models {

/// The one place that turns a raw value into what a table shows. Absent values are an en dash.
QString cellText(CellKind kind, const QVariant& raw, const TimeFormat& format);
/// What copying the cell gives.
QString cellCopyText(CellKind kind, const QVariant& raw, const TimeFormat& format);
/// What hovering adds: exact times, exact bytes, the whole id; empty where the cell says it all.
QString cellToolTip(CellKind kind, const QVariant& raw, const TimeFormat& format);
Qt::Alignment cellAlignment(CellKind kind);

/// Fields of a row as pretty JSON in column order; times as ISO 8601, durations in milliseconds.
class RowJson {
 public:
  void add(const QString& name, CellKind kind, const QVariant& raw);
  QString text() const;

 private:
  QString body_;
};

QString jsonQuoted(const QString& text);

}  // namespace heddle::models
