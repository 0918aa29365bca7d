// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/records.h"
#include "backend/query/sql_text.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::query {

/// Which channels of which checkpoint's ancestors are asked for.
struct AncestorQuery {
  std::string threadId, ns;
  std::string fromId;  // the first ancestor, included
  std::vector<std::string> channels;
  int limit = 128;  // ancestors
};

/// One channel at one ancestor.
struct AncestorRecord {
  int depth = 0;  // 1 is the first ancestor
  std::string checkpointId, parentId;
  std::optional<std::string> inlineJson;  // of channel_values; absent: the channel is not there
  StoredValue value;                      // of checkpoint_blobs; an empty type: there is none
};

/// The chain of parents, nearest first, each with every channel asked for; the blob is the last column. A
/// chain that bites its tail ends at the limit like any other.
std::string ancestorsSql(const Capabilities& capabilities, const AncestorQuery& query);
AncestorRecord ancestorFrom(const Row& row);

/// Writes of those checkpoints to those channels, in the order LangGraph applies them; see writeFrom().
std::string ancestorWritesSql(const Capabilities& capabilities, const AncestorQuery& query,
                              const std::vector<std::string>& checkpointIds);

}  // namespace heddle::query
