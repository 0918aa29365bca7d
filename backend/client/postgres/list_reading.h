// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/pg_connection.h"
#include "backend/query/list_sql.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace heddle::client {

/// Throws SourceFailure when this database has no such list, or when the filter asks what it does not keep.
void requireFilter(const PgConnection& connection, const query::ListSchema& schema,
                   const query::ListQuery& query);

/// Windows are walked until the page is full or this time is over: the list goes on by asking again.
inline constexpr std::chrono::seconds kWalkTime{1};
/// What is common fills a page from few rows: the first window is small.
inline constexpr int kFirstWindow = 1500;
/// The next window's size: larger while they come quickly, never so large that one comes near the timeout.
int nextWindow(int rows, std::chrono::steady_clock::duration took);

/// One page, in a lane's thread.
template <typename From>
auto readList(PgConnection& connection, const query::ListSchema& schema, query::ListQuery query, From from) {
  using Clock = std::chrono::steady_clock;
  requireFilter(connection, schema, query);
  query::Page<decltype(from(std::declval<const query::Row&>()))> page;
  const int wanted = query.limit;
  query.windowRows = std::min(query.windowRows, std::max(kFirstWindow, wanted));
  const auto deadline = Clock::now() + kWalkTime;
  do {
    query.limit = wanted - static_cast<int>(page.rows.size());
    const auto start = Clock::now();
    const auto statement = query::pageSql(schema, connection.capabilities(), query);
    auto part = query::pageFrom(statement, connection.rows(statement.sql), from);
    query.windowRows = nextWindow(query.windowRows, Clock::now() - start);
    std::move(part.rows.begin(), part.rows.end(), std::back_inserter(page.rows));
    if (!page.top) page.top = part.top;
    page.scanned += part.scanned;
    page.sortedPart = page.sortedPart || part.sortedPart;
    page.next = query.after = part.next;
  } while (page.next && static_cast<int>(page.rows.size()) < wanted && Clock::now() < deadline);
  return page;
}

}  // namespace heddle::client
