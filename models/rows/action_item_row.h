// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace heddle::models {

/// One object of an action: what it is, and what became of it.
struct ActionItemRow {
  QString id;      // unique within the action
  QString target;  // as people know it
  QString result;  // waiting, sent, done, changed meanwhile, failed, not sent
  QString detail;

  bool operator==(const ActionItemRow&) const = default;
  const QString& key() const { return id; }
};

}  // namespace heddle::models
