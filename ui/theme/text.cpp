// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/text.h"

namespace heddle::theme {

QString elidedId(const QString& id) {
  constexpr qsizetype kHead = 8;
  constexpr qsizetype kTail = 6;
  if (id.size() <= kHead + kTail + 2) return id;
  return id.left(kHead) + QChar(0x2026) + id.right(kTail);
}

QString snippet(const QString& text, int limit) {
  QString line = text.left(limit * 2);
  const bool cut = text.size() > line.size();
  for (QChar& c : line) {
    if (c.category() == QChar::Other_Control) c = QLatin1Char(' ');
  }
  line = line.simplified();
  if (line.size() <= limit && !cut) return line;
  return line.left(limit) + QChar(0x2026);
}

}  // namespace heddle::theme
