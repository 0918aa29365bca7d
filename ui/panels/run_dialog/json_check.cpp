// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/run_dialog/json_check.h"

#include "backend/wire/value.h"
#include "models/values/value_text.h"

#include <QRegularExpression>

namespace heddle::panels {

std::optional<widgets::TextProblem> checkJson(const QString& text) {
  const auto parsed = wire::parseJson(models::utf8(text));
  if (parsed) return {};
  widgets::TextProblem problem;
  problem.message = models::qtext(parsed.error().message);
  // The parser tells the byte offset in words; the editor counts lines and columns.
  static const QRegularExpression kOffset(QStringLiteral("(?:byte|offset)\\D*(\\d+)"));
  const auto found = kOffset.match(problem.message);
  if (found.hasMatch()) {
    const QString before = QString::fromUtf8(text.toUtf8().left(found.captured(1).toInt()));
    problem.line = static_cast<int>(before.count(u'\n')) + 1;
    problem.column = static_cast<int>(before.size() - before.lastIndexOf(u'\n'));
  }
  return problem;
}

}  // namespace heddle::panels
