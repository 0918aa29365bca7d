// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QString>

namespace heddle::panels {

/// When what a panel shows was last known to be true. Asked for the line above rows that stay on the screen
/// because they could not be read again.
class Freshness {
 public:
  void renew() { since_.start(); }
  /// "12 s old. The list could not be read. Nothing answers at …"
  QString stale(const QString& sentence, const QString& cause) const;

 private:
  QElapsedTimer since_;
};

}  // namespace heddle::panels
