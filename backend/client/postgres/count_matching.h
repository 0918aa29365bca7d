// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/pg_connection.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/requests.h"

#include <optional>

#include <QtGlobal>

namespace heddle::client {

struct MatchingCount {
  std::optional<qint64> rows;  // nothing: one statement is no way to count them
  bool tooSlow = false;        // it was tried, and took longer than a statement may
};

/// How many rows match the filter, counted by one statement; the page that the query is at plays no part.
/// That is no way where there is no filter, no table, or one of unknown or boundless size, and where the
/// statement's timeout was over. In a lane's thread; other failures throw as rows() does.
MatchingCount countMatching(PgConnection& connection, const query::ListSchema& schema,
                            const query::ListQuery& query);

}  // namespace heddle::client
