// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"
#include "backend/query/sql_text.h"

#include <string>
#include <utility>
#include <vector>

namespace heddle::query {

/// Stored values above these stay in the database; their size is shown instead.
struct ValueCaps {
  std::int64_t one = std::int64_t{64} << 20;
  /// Of one checkpoint's values together, and of its writes together; the smallest come first.
  std::int64_t together = std::int64_t{192} << 20;
};

/// Newest first, without values.
std::string historySql(const Capabilities& capabilities, const HistoryQuery& query);
CheckpointRecord checkpointFrom(const Row& row);

/// One checkpoint's row: checkpointFrom's columns, then checkpoint and metadata JSON. Empty id: the newest of
/// `ns`.
std::string checkpointSql(const Capabilities& capabilities, const std::string& threadId,
                          const std::string& ns, const std::string& checkpointId);
/// The checkpoint and metadata JSON of such a row.
std::pair<std::string, std::string> checkpointJsonFrom(const Row& row);

/// Rows of (channel, version, type, size, blob); `blob` is the only binary column and the last one.
std::string checkpointBlobsSql(const Capabilities& capabilities, const std::string& threadId,
                               const std::string& ns, const std::string& checkpointId, ValueCaps caps = {});
StoredValue blobFrom(const Row& row);

/// Rows of (checkpoint id, task_id, task_path, idx, channel, type, size, blob), in the order LangGraph
/// applies them.
std::string checkpointWritesSql(const Capabilities& capabilities, const std::string& threadId,
                                const std::string& ns, const std::string& checkpointId, ValueCaps caps = {});
StoredWrite writeFrom(const Row& row);

/// When a version 6 UUID was made; 0 for anything else.
Micros timeOfUuid6(std::string_view id);

}  // namespace heddle::query
