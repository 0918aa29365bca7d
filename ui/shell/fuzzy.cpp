// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/fuzzy.h"

namespace heddle::shell {

std::optional<int> fuzzyScore(const QString& pattern, const QString& text) {
  const QString wanted = pattern.toCaseFolded();
  const QString given = text.toCaseFolded();
  if (wanted.isEmpty()) return 0;
  if (given.startsWith(wanted)) return 1000 - static_cast<int>(given.size());
  const qsizetype inside = given.indexOf(wanted);
  if (inside >= 0) {
    const bool wordStart = !given.at(inside - 1).isLetterOrNumber();
    return (wordStart ? 800 : 600) - static_cast<int>(inside);
  }
  int score = 0;
  qsizetype at = 0;
  qsizetype last = -2;
  for (const QChar letter : wanted) {
    if (letter.isSpace()) continue;
    // The next beginning of a word with this letter is preferred to the next letter inside one.
    qsizetype found = -1;
    for (qsizetype i = at; i < given.size(); ++i) {
      if (given.at(i) != letter) continue;
      if (found < 0) found = i;
      if (i == last + 1 || i == 0 || !given.at(i - 1).isLetterOrNumber()) {
        found = i;
        break;
      }
    }
    if (found < 0) return std::nullopt;
    const bool wordStart = found == 0 || !given.at(found - 1).isLetterOrNumber();
    score += found == last + 1 ? 12 : wordStart ? 15 : 1;
    last = found;
    at = found + 1;
  }
  return score - static_cast<int>(given.size()) / 8;
}

}  // namespace heddle::shell
