// SPDX-License-Identifier: Apache-2.0
#include "backend/query/list_sql.h"

namespace heddle::query {

std::string keyCondition(Order order, const std::optional<Key>& after, std::string_view alias,
                         std::string_view idColumn) {
  if (!after) return {};
  const std::string a(alias);
  return " and (" + a + ".created_at, " + a + "." + std::string(idColumn) + ")" +
         (order == Order::newestFirst ? " < (" : " > (") + timestampLiteral(after->time) + ", " +
         uuidLiteral(after->id) + ")";
}

std::string orderBy(Order order, std::string_view alias, std::string_view idColumn) {
  const std::string a(alias);
  const std::string way = order == Order::newestFirst ? " desc" : " asc";
  return " order by " + a + ".created_at" + way + ", " + a + "." + std::string(idColumn) + way;
}

std::string literalList(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts)
    out += (out.empty() ? "" : ", ") + literal(text);
  return out;
}

}  // namespace heddle::query
