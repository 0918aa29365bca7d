// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QString>
#include <QStringList>

namespace heddle::models {

/// One item of a store. Times are microseconds since 1970, UTC; absent where the store does not keep them.
struct StoreItemRow {
  QString id;  // unique within the store: namespace and key
  QStringList labels;
  QString name;  // its key
  QString preview;
  qint64 bytes = 0;
  std::optional<qint64> createdUs, updatedUs, expiresUs, ttlMinutes;

  bool operator==(const StoreItemRow&) const = default;
  const QString& key() const { return id; }
};

/// A namespace in the tree; the figures are those of all below it.
struct StoreSpaceRow {
  QStringList labels;
  QString items;  // "12", "1,000+"
  QString size;
  bool hasChildren = false;
};

}  // namespace heddle::models
