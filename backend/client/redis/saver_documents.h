// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/redis_session.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace heddle::client {

/// Documents by key, in the order asked for; nothing for one that is gone or was left out.
struct SaverDocuments {
  std::vector<std::optional<std::string>> texts;
  bool truncated = false;  // one was left out for its size
};

/// What Redis keeps in memory for the documents that are read together: their JSON may take more than twice
/// of it, and an answer above kMostReplyBytes ends the connection.
inline constexpr std::int64_t kMostDocumentBytes = std::int64_t{6} << 20;

/// A document, or the part of one that a path names.
struct SaverDocument {
  std::string key, path;
};

using SaverDocumentsDone = std::function<void(SaverDocuments documents, const SourceError* error)>;
/// Asks for the sizes first, then for as many of them as fit together, small ones before large ones; a part
/// counts as its document.
void readSaverDocuments(RedisSession& redis, std::vector<SaverDocument> wanted, QObject* context,
                        SaverDocumentsDone done);
/// Whole ones, by their keys.
void readSaverDocuments(RedisSession& redis, const std::vector<std::string>& keys, QObject* context,
                        SaverDocumentsDone done);

}  // namespace heddle::client
