// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/records.h"
#include "backend/query/sql_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::query {

// Threads of a database that has checkpoints only. Their order is that of their ids: no index knows their
// times. Newest first means falling ids. Rows have the columns that threadFrom() and threadDetailFrom() read.

/// Threads that one page looks at at most when something is asked of them.
inline constexpr int kThreadWindow = 1000;

/// Walks the primary key from thread to thread, then looks at each one's first and last checkpoint; nothing
/// where there is a table of threads. Aliases: k thread, l its last checkpoint, s status. Key::time is not
/// looked at.
const OwnStatements* saverThreads(const Capabilities& capabilities);
std::string saverThreadDetailSql(const Capabilities& capabilities, const std::string& threadId);

/// A time as the saver tells it: microseconds, the UUIDv6 of a checkpoint, or ISO 8601; 0 for anything else.
Micros savedTimeAt(const Row& row, std::size_t column);
/// `2026-01-31T23:59:59.123456+00:00` (also Z, other offsets, fewer digits); 0 for anything else.
Micros timeOfIso(std::string_view text);

}  // namespace heddle::query
