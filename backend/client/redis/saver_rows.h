// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/redis_session.h"
#include "backend/client/redis/saver_look.h"
#include "backend/query/redis_saver.h"

#include <functional>
#include <vector>

namespace heddle::client {

/// Checkpoints of one thread in all namespaces, newest first, without values or counts of writes.
struct SaverRows {
  std::vector<query::SaverCheckpoint> rows;  // of one place
  bool complete = true;                      // false: a bound was met
};

/// Asks the search indexes, and walks a bounded number of keys where none finds anything. The thread is an
/// address (query::saverAddress). `done` is called in the GUI thread unless `context` is gone; answers are
/// taken apart in the pool. Errors: unsupported when this Redis is no checkpointer's; invalid when several
/// have a thread of that id, with their addresses; and those of the session.
using SaverRowsDone = std::function<void(const SaverRows& rows, const SourceError* error)>;
void readSaverRows(RedisSession& redis, const query::SaverPart& part, QObject* context, SaverRowsDone done);

/// The threads, by their addresses, and the checkpoints with this id, through the search indexes alone: an id
/// with a comma is not found. Nothing when they do not answer.
using SaverFindDone = std::function<void(const std::vector<query::FoundObject>& objects)>;
void findInSaver(RedisSession& redis, const std::string& id, QObject* context, SaverFindDone done);

/// How many keys a walk looks at.
inline constexpr qint64 kMostSaverKeys = 200'000;

/// `[total, key, [name, text, …], key, …]` as checkpoints of a place, newest first.
std::vector<query::SaverCheckpoint> rowsFound(const query::SaverPlace& place, const RedisReply& reply);

}  // namespace heddle::client
