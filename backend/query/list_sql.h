// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/list_plan.h"
#include "backend/query/sql_text.h"

#include <string>
#include <vector>

namespace heddle::query {

/// A list statement and how to read what it answers: the columns of the schema's projection, then the sort
/// key, then, of windows and of lists sorted by a value, how many rows were looked at, and of windows the
/// last one's key and id. What looks at rows answers at least one row, whose cells are NULL when nothing
/// matched.
struct ListStatement {
  std::string sql;
  bool windowed = false;  // walked in bounded windows
  bool sorted = false;    // by a value, over the newest kSortedRows rows
  int limit = 0, columns = 0, windowRows = 0;
};

/// Where counting beyond the top key stops.
inline constexpr int kCountBound = 1000;
/// A sort that no index serves covers so many of the newest rows.
inline constexpr int kSortedRows = 20000;
/// What an index finds without order is taken as a whole up to so many rows; beyond, the list is walked.
inline constexpr int kCandidates = 2000;

ListStatement pageSql(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query);
/// Counts rows beyond `top`, against the order of the query. Answers one row: count, whether there may be
/// more.
std::string beyondSql(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query,
                      const Key& top);
NewerCount newerCountFrom(const std::vector<Row>& rows);
/// Rows in no order, each followed by whether it matches the query.
std::string byIdSql(const ListSchema& schema, const Capabilities& capabilities,
                    const std::vector<std::string>& ids, const ListQuery& query = {});

/// Counts what matches in the window after `query.after`.
std::string countStepSql(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query);
/// All rows of the list, for schemas whose estimateSql() knows their number about.
std::string countAllSql(const ListSchema& schema, const Capabilities& capabilities);
/// Counts what matches in one statement, whose cost has no bound. Empty for schemas without a table of their
/// own.
std::string countMatchingSql(const ListSchema& schema, const Capabilities& capabilities,
                             const ListQuery& query);
CountStep countStepFrom(const ListQuery& query, const std::vector<Row>& rows);
/// `with … w as (…)`: the newest `query.windowRows` rows, each with whether it matches (`hit`) and, as `v`,
/// the expression `shown` over the list's aliases. For lists that have their table.
std::string newestSql(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query,
                      const std::string& shown);
/// How many rows the whole table has, as the last analyze saw it; -1 when it never ran.
std::string estimateSql(const ListSchema& schema, const Capabilities& capabilities);
/// Counts all rows, but none beyond `most`. For the schemas of countAllSql(); empty for the others.
std::string boundedCountSql(const ListSchema& schema, const Capabilities& capabilities, int most);
/// Values of one field (of the keys at one place, for JSON) among the newest rows, the frequent ones first:
/// rows of (value, how often). An empty text where there is nothing to sample.
std::string sampleSql(const ListSchema& schema, const Capabilities& capabilities, const std::string& field,
                      const std::vector<std::string>& path);

/// Reads a page; `from` makes a record of a row.
template <typename From>
auto pageFrom(const ListStatement& statement, const std::vector<Row>& rows, From from) {
  Page<decltype(from(rows.front()))> page;
  const auto key = static_cast<std::size_t>(statement.columns);
  const auto keyOf = [&](const Row& row) { return Key{microsAt(row, key).value_or(0), textAt(row, 0)}; };
  std::optional<Key> first, last;
  for (const auto& row : rows) {
    if (row.empty() || !row[0]) continue;
    page.rows.push_back(from(row));
    last = keyOf(row);
    if (!first) first = last;
  }
  if (!statement.sorted) page.top = first;
  if (statement.windowed || statement.sorted) page.scanned = rows.empty() ? 0 : intAt(rows.front(), key + 1);
  page.sortedPart = statement.sorted && page.scanned >= kSortedRows;
  if (static_cast<int>(page.rows.size()) >= statement.limit) page.next = last;
  if (statement.windowed && !page.next && page.scanned >= statement.windowRows)
    page.next = Key{microsAt(rows.front(), key + 2).value_or(0), textAt(rows.front(), key + 3)};
  return page;
}

constexpr Order reversed(Order order) {
  return order == Order::newestFirst ? Order::oldestFirst : Order::newestFirst;
}

}  // namespace heddle::query
