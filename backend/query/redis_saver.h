// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/records.h"
#include "backend/query/saver_places.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::query {

// What the Redis checkpointers of both languages keep, and the reading commands that ask for it (storage
// facts, section E). Pure functions.

using RedisCommand = std::vector<std::string>;

/// One step of a walk over keys: those of a thread of one place; of a place's checkpoints; or, without a
/// place, all of them, of which the caller chooses. A step looks at about kSaverStep keys of any kind,
/// however few match.
inline constexpr int kSaverStep = 1000;
RedisCommand saverScan(const std::string& cursor, const SaverPlace* place, const std::string& thread = {});

/// Texts of a document's members by name, without the values of its channels.
using SaverFields = std::map<std::string, std::string>;
/// Which checkpoints of a thread: all, those before one, or one.
struct SaverPart {
  std::string thread;
  std::string before;      // a checkpoint's id; empty: the newest ones
  std::string checkpoint;  // empty: any
};
/// Those of so many checkpoints, newest first, through the search index. A little more than what is older may
/// come: the index knows times, not ids.
inline constexpr int kMostSaverRows = 1000;
RedisCommand saverSearch(const SaverPlace& place, const SaverPart& part);
/// Those of a few checkpoints whose thread or whose own id this is.
RedisCommand saverFind(const SaverPlace& place, const std::string& id);
/// Those of the newest, or of the oldest, few checkpoints of a thread's root namespace.
enum class SaverEnd { newest, oldest };
RedisCommand saverEnd(const SaverPlace& place, const std::string& thread, SaverEnd end);
/// Those of checkpoints in root namespaces later than this (milliseconds), the oldest of them first.
inline constexpr int kMostNewerRows = 500;
RedisCommand saverNewer(const SaverPlace& place, std::int64_t afterMillis);
/// Those of one document, and its answer.
RedisCommand saverHead(const std::string& key);
SaverFields saverFieldsOfHead(std::string_view json);

/// A checkpoint of a history and where it stands.
struct SaverCheckpoint {
  CheckpointRecord row;
  SaverPlace place;
  std::string key;
  std::string graphId, assistantId;  // of its metadata
  bool shallow = false;              // the only one of its thread and namespace
};
/// Text that is missing, no checkpoint's, or one of another checkpointer answers an empty thread id.
SaverCheckpoint saverCheckpointFrom(const SaverPlace& place, const std::string& key,
                                    const SaverFields& fields);

/// The keys of its writes, at most so many.
RedisCommand saverWrites(const SaverCheckpoint& checkpoint, int most);
/// Whether such a list's member is this checkpoint's: a shallow Python saver lists those of older ones too.
bool isWriteOf(const SaverCheckpoint& checkpoint, std::string_view writeKey);
/// Tasks, interrupts and errors by the names of the writes' keys alone.
void countWrites(SaverCheckpoint& checkpoint, const std::vector<std::string>& writeKeys);
/// Whether those names do not tell interrupts and errors; countWrite() then takes what JSON.GET answers for
/// `$.channel`.
bool numbersEveryWrite(const SaverCheckpoint& checkpoint);
void countWrite(SaverCheckpoint& checkpoint, std::string_view channel);
/// Where JavaScript keeps the value of a channel that is not in the document.
std::string saverBlobKey(const CheckpointRecord& row, std::string_view channel, std::string_view version);

}  // namespace heddle::query
