// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/requests.h"
#include "backend/query/sql_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::query {

/// `and (created_at, id) < (…)` for what follows `after`, or an empty text. `id` is a uuid column.
std::string keyCondition(Order order, const std::optional<Key>& after, std::string_view alias,
                         std::string_view idColumn);
/// ` order by created_at desc, id desc`
std::string orderBy(Order order, std::string_view alias, std::string_view idColumn);
/// `'a', 'b'`
std::string literalList(const std::vector<std::string>& texts);
constexpr Order reversed(Order order) {
  return order == Order::newestFirst ? Order::oldestFirst : Order::newestFirst;
}

/// Where the page after `rows` starts when every matching row is returned in order.
template <typename Record>
std::optional<Key> nextAfter(const std::vector<Record>& rows, int limit) {
  if (rows.empty() || static_cast<int>(rows.size()) < limit) return std::nullopt;
  return rows.back().key();
}

}  // namespace heddle::query
