// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/delta.h"
#include "backend/client/redis/redis_session.h"
#include "backend/query/redis_saver.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace heddle::client {

/// One delta channel on its way down.
struct DeltaChannel {
  std::vector<checkpoint::DeltaAncestor> ancestors;  // nearest first
  bool seeded = false;                               // a stored value was found
};
using DeltaChannels = std::map<std::string, DeltaChannel>;

/// What some ancestors of a checkpoint, nearest first, add to channels that have no stored value yet.
struct AncestorStep {
  std::vector<query::SaverCheckpoint> ancestors;
  DeltaChannels channels;
  std::shared_ptr<const checkpoint::AesKey> key;
  int ignored = 0;        // writes that the checkpointer itself would not read
  std::size_t bytes = 0;  // of the documents that were read for it
};
using AncestorsDone = std::function<void(const SourceError* error)>;

/// Adds to `step`, which is its own until `done` is called: a part of the work is done in the pool. Values
/// above the bound of readSaverDocuments come as unreadable ones.
void readAncestors(RedisSession& redis, std::shared_ptr<AncestorStep> step, QObject* context,
                   AncestorsDone done);

}  // namespace heddle::client
