// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/store_row.h"
#include "models/tables/keyed_table.h"

namespace heddle::models {

/// Key, namespace, updated, expires, lives for, size, value.
class StoreTable : public KeyedTable<StoreItemRow> {
 public:
  explicit StoreTable(QObject* parent = nullptr);
};

/// "in 12 min", "expired 3 min ago"; empty without an end.
QString expiryText(const StoreItemRow& row, qint64 nowUs);

}  // namespace heddle::models
