// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/pg_connection.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/requests.h"

#include <optional>

#include <QtGlobal>

namespace heddle::client {

/// How many rows match the filter, counted by one statement; the page that the query is at plays no part.
/// Nothing where that is no way to count them: no filter, no table, one of unknown or boundless size, or the
/// statement's timeout was over. In a lane's thread; other failures throw as rows() does.
std::optional<qint64> countMatching(PgConnection& connection, const query::ListSchema& schema,
                                    const query::ListQuery& query);

}  // namespace heddle::client
