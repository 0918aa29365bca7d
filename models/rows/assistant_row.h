// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace heddle::models {

/// One assistant: a named configuration of a graph. Times are microseconds since 1970, UTC.
struct AssistantRow {
  QString id;
  QString name;
  QString graph;
  QString description;
  QString metadata;  // compact JSON
  int version = 1;
  qint64 createdUs = 0;
  qint64 updatedUs = 0;

  bool operator==(const AssistantRow&) const = default;
  const QString& key() const { return id; }
};

}  // namespace heddle::models
