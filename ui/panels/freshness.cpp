// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/freshness.h"

#include "models/format/duration.h"

namespace heddle::panels {

QString Freshness::stale(const QString& sentence, const QString& cause) const {
  // Whole seconds: tenths would change with every look.
  const qint64 seconds = since_.isValid() ? since_.elapsed() / 1000 : 0;
  QString age = seconds > 0 ? models::durationText(seconds * 1'000'000) : QStringLiteral("Under 1 s");
  age.replace(QStringLiteral(".0 s"), QStringLiteral(" s"));
  return QStringLiteral("%1 old. %2 %3").arg(age, sentence, cause);
}

}  // namespace heddle::panels
