// SPDX-License-Identifier: Apache-2.0
#include "app/console/list_traits.h"

namespace heddle::console {

std::vector<std::string> idTexts(const QStringList& ids) {
  std::vector<std::string> texts;
  texts.reserve(static_cast<std::size_t>(ids.size()));
  for (const QString& id : ids)
    texts.push_back(id.toStdString());
  return texts;
}

QString noList(const query::Capabilities& capabilities, query::Part part) {
  const auto sentence = query::absence(capabilities, part);
  if (sentence.empty()) return {};
  return QString::fromStdString(sentence) +
         QStringLiteral(" Its tables can be browsed on the Raw tables page.");
}

QString statusWord(core::RunStatus status) {
  const auto word = core::word(status);
  return QString::fromLatin1(word.data(), static_cast<qsizetype>(word.size()));
}

QString statusWord(core::ThreadStatus status) {
  const auto word = core::word(status);
  return QString::fromLatin1(word.data(), static_cast<qsizetype>(word.size()));
}

}  // namespace heddle::console
