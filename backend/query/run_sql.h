// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"
#include "backend/query/sql_text.h"

#include <string>
#include <vector>

namespace heddle::query {

/// A list statement and how to read what it answers.
struct ListStatement {
  std::string sql;
  /// The list is walked in bounded windows: every row ends with (rows scanned, window's last time, its last
  /// id), and the first row exists even when nothing matched.
  bool windowed = false;
  int limit = 0;
};

/// Rows of one window; larger ones hold a snapshot longer, smaller ones cost round trips.
inline constexpr int kWindowRows = 5000;
/// Where counting beyond the top key stops.
inline constexpr int kCountBound = 1000;
/// Large JSON is cut to so many characters in details.
inline constexpr int kDetailCharacters = 8 * 1024 * 1024;

/// One page of runs, by the rules of DESIGN §3 "status": live runs from the slots, rare ones from their
/// index, everything else along created_at. Never touches kwargs or metadata.
ListStatement runsPageSql(const Capabilities& capabilities, const RunQuery& query);
Page<RunRecord> runsPageFrom(const ListStatement& statement, const std::vector<Row>& rows);

/// Counts rows beyond `top`, against the order of the query. Answers one row: count, rows scanned.
std::string runsBeyondSql(const Capabilities& capabilities, const RunQuery& query, const Key& top);
NewerCount newerCountFrom(const std::vector<Row>& rows);

/// Rows in no order.
std::string runsByIdSql(const Capabilities& capabilities, const std::vector<std::string>& ids);
RunRecord runFrom(const Row& row);

std::string runDetailSql(const Capabilities& capabilities, const std::string& runId);
RunDetail runDetailFrom(const Row& row);

std::string pendingSummarySql(const Capabilities& capabilities);
PendingSummary pendingSummaryFrom(const Row& row);

}  // namespace heddle::query
