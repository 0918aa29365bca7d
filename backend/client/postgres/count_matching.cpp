// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/count_matching.h"

#include "backend/client/postgres/feed_reading.h"
#include "backend/query/list_plan.h"
#include "backend/query/list_sql.h"

namespace heddle::client {
namespace {

/// Above, the statement would most likely run into its timeout, and all its reading would be for nothing.
constexpr std::int64_t kMostRows = 20'000'000;

}  // namespace

MatchingCount countMatching(PgConnection& connection, const query::ListSchema& schema,
                            const query::ListQuery& query) {
  if (query::wholeFilter(schema, query).terms.empty()) return {};
  const auto& can = connection.capabilities();
  const auto sql = query::countMatchingSql(schema, can, query);
  if (sql.empty()) return {};
  const auto about = numberOf(connection, query::estimateSql(schema, can));
  if (!about || *about < 0 || *about > kMostRows) return {};
  try {
    return {numberOf(connection, sql)};
  } catch (const SourceFailure& failure) {
    if (failure.error().kind != SourceError::Kind::timeout || failure.error().stale) throw;
    return {{}, true};
  }
}

}  // namespace heddle::client
