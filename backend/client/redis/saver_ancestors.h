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
  int ignored = 0;  // writes that the checkpointer itself would not read
};
using AncestorsDone = std::function<void(const AncestorStep& step, const SourceError* error)>;

/// Adds to `step` and hands it back; values above the bound of readSaverDocuments come as unreadable ones.
void readAncestors(RedisSession& redis, AncestorStep step, QObject* context, AncestorsDone done);

}  // namespace heddle::client
