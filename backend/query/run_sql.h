// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/list_sql.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"
#include "backend/query/sql_text.h"

#include <string>
#include <vector>

namespace heddle::query {

/// Large JSON is cut to so many characters in details.
inline constexpr int kDetailCharacters = 8 * 1024 * 1024;

/// One page of runs, by the rules of DESIGN §3 "status": live runs from the slots, rare ones from their
/// index, everything else along created_at. Never touches kwargs or metadata.
ListStatement runsPageSql(const Capabilities& capabilities, const RunQuery& query);
Page<RunRecord> runsPageFrom(const ListStatement& statement, const std::vector<Row>& rows);

/// Counts rows beyond `top`, against the order of the query. Answers one row: count, rows scanned.
std::string runsBeyondSql(const Capabilities& capabilities, const RunQuery& query, const Key& top);

/// Rows in no order.
std::string runsByIdSql(const Capabilities& capabilities, const std::vector<std::string>& ids,
                        const RunQuery& query = {});
/// With whether it matches the query it was re-read for.
RunRecord rereadRunFrom(const Row& row);
RunRecord runFrom(const Row& row);

std::string runDetailSql(const Capabilities& capabilities, const std::string& runId);
RunDetail runDetailFrom(const Row& row);

std::string pendingSummarySql(const Capabilities& capabilities);
PendingSummary pendingSummaryFrom(const Row& row);

}  // namespace heddle::query
