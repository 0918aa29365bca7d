// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/thread_detail_feed.h"
#include "backend/core/result.h"
#include "backend/query/redis_saver.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::client {

/// The documents that one state is made of, as JSON.
struct SaverParts {
  std::optional<std::string> document;  // nothing: gone, or too large to be read
  std::vector<std::string> writes, apart;
  bool truncated = false;
};

/// Where the values stand that the document names by version only. Any thread.
std::vector<std::string> keysApart(const query::CheckpointRecord& row, const std::string& document);

/// Decodes one state; any thread. Errors: invalid, when the documents are not what they should be, and when
/// the checkpoint's own was left out.
core::Result<CheckpointContentPtr> saverContent(const query::SaverCheckpoint& row, const SaverParts& parts,
                                                const checkpoint::AesKey* key);

}  // namespace heddle::client
