// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/redis_session.h"
#include "backend/query/redis_saver.h"

#include <functional>
#include <vector>

namespace heddle::client {

/// Checkpoints of one thread in all namespaces, newest first, without values or counts of writes.
struct SaverRows {
  query::RedisFlavour flavour = query::RedisFlavour::none;
  std::vector<query::SaverCheckpoint> rows;
  bool complete = true;  // false: a bound was met
};

/// Asks the search index, and walks a bounded number of keys where that finds nothing. `done` is called in
/// the GUI thread unless `context` is gone; answers are taken apart in the pool. Errors: unsupported when
/// this Redis is no checkpointer's, and those of the session.
using SaverRowsDone = std::function<void(const SaverRows& rows, const SourceError* error)>;
void readSaverRows(RedisSession& redis, const query::SaverPart& part, QObject* context, SaverRowsDone done);

/// The thread and the checkpoint with this id, through the search index alone: an id with a comma is not
/// found. Nothing when the index does not answer.
using SaverFindDone = std::function<void(const std::vector<query::FoundObject>& objects)>;
void findInSaver(RedisSession& redis, query::RedisFlavour flavour, const std::string& id, QObject* context,
                 SaverFindDone done);

/// How many keys a walk looks at.
inline constexpr qint64 kMostSaverKeys = 200'000;

query::RedisFlavour saverFlavourOf(const RedisReply& indexes);
/// What a Redis without a checkpointer answers.
SourceError noSaver();
/// Texts of an answered list.
std::vector<std::string> textsOf(const RedisReply& reply);

}  // namespace heddle::client
