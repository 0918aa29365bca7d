// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/redis_session.h"
#include "backend/query/redis_saver.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace heddle::client {

/// A thread as its keys tell it; ids of checkpoints are empty for a shallow saver's.
struct SaverThread {
  query::SaverPlace place;
  std::string thread, address;
  std::string newestId, newestKey, oldestId;
};
using SaverThreads = std::map<std::string, SaverThread>;  // by address

/// Takes in what the key of a root checkpoint tells: the thread it belongs to, when that is in one of the
/// places and `wanted`; nullptr otherwise.
using ThreadWanted = std::function<bool(const std::string& thread)>;
SaverThread* noteKey(SaverThreads& threads, const std::vector<query::SaverPlace>& places,
                     const std::string& key, const ThreadWanted& wanted);

/// Their rows, of those that are there. `exact`: all keys of theirs are known; otherwise the index is asked
/// for the newest and the oldest checkpoint, and what is known stands where it does not tell. `done` is
/// called in the GUI thread unless `context` is gone. Errors: those of the session.
using SaverThreadRowsDone =
    std::function<void(const std::vector<query::ThreadRecord>& rows, const SourceError* error)>;
void readThreadRows(RedisSession& redis, std::vector<SaverThread> threads, bool exact, QObject* context,
                    SaverThreadRowsDone done);

}  // namespace heddle::client
