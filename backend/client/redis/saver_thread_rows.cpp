// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_thread_rows.h"

#include "backend/checkpoint/redis_document.h"
#include "backend/client/pool.h"
#include "backend/client/redis/saver_rows.h"
#include "backend/client/redis/saver_writes.h"
#include "backend/query/checkpoint_sql.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace heddle::client {
namespace {

using query::SaverCheckpoint;
using query::SaverPlace;

constexpr int kEnoughWrites = 100;  // to see whether one waits

struct RowsAsk {
  RedisSession& redis;
  std::vector<SaverThread> threads;
  QObject* context;
  SaverThreadRowsDone done;
};
using SharedRows = std::shared_ptr<RowsAsk>;

/// A thread's newest checkpoint and when its oldest was made.
struct Newest {
  SaverCheckpoint row;
  std::string address;
  query::Micros createdAt = 0;
};

bool isOfThread(const SaverCheckpoint& row, const SaverThread& thread) {
  return row.row.threadId == thread.thread && row.row.ns.empty();
}

/// Found newest first, so the first of the thread, or the last.
std::optional<SaverCheckpoint> ofThread(std::vector<SaverCheckpoint> rows, const SaverThread& thread,
                                        bool newest) {
  if (!newest) std::reverse(rows.begin(), rows.end());
  for (auto& row : rows) {
    if (isOfThread(row, thread)) return std::move(row);
  }
  return std::nullopt;
}

/// Which questions one thread takes.
void ask(std::vector<query::RedisCommand>& asks, const SaverThread& thread, bool exact) {
  if (!exact && !thread.place.index.empty()) {
    asks.push_back(query::saverEnd(thread.place, thread.thread, query::SaverEnd::newest));
    asks.push_back(query::saverEnd(thread.place, thread.thread, query::SaverEnd::oldest));
  }
  if (!thread.newestKey.empty()) asks.push_back(query::saverHead(thread.newestKey));
}

std::vector<Newest> newestOf(const std::vector<SaverThread>& threads, const RedisReply& replies, bool exact) {
  std::vector<Newest> out;
  auto reply = replies.items.begin();
  for (const auto& thread : threads) {
    std::optional<SaverCheckpoint> newest, oldest;
    if (!exact && !thread.place.index.empty()) {
      newest = ofThread(rowsFound(thread.place, *reply++), thread, true);
      oldest = ofThread(rowsFound(thread.place, *reply++), thread, false);
    }
    if (!thread.newestKey.empty()) {
      auto known = query::saverCheckpointFrom(thread.place, thread.newestKey,
                                              query::saverFieldsOfHead((reply++)->text));
      if (!newest && known.row.threadId == thread.thread) newest = std::move(known);
    }
    if (!newest) continue;  // it is gone
    Newest one{std::move(*newest), thread.address, 0};
    if (!one.row.shallow)
      one.createdAt = oldest ? oldest->row.createdAt : query::timeOfUuid6(thread.oldestId);
    out.push_back(std::move(one));
  }
  return out;
}

query::ThreadRecord recordOf(const SaverCheckpoint& newest, const Newest& known) {
  query::ThreadRecord record;
  record.threadId = newest.row.threadId;
  record.saver = query::nameOf(newest.place);
  record.address = known.address;
  record.status = newest.row.interrupts > 0 ? "interrupted" : newest.row.errors > 0 ? "error" : "idle";
  record.graphId = newest.graphId;
  record.assistantId = newest.assistantId;
  record.updatedAt = newest.row.createdAt;
  record.createdAt = known.createdAt;
  return record;
}

void countWritesOf(const SharedRows& asked, const std::vector<Newest>& newest) {
  std::vector<SaverCheckpoint> rows;
  rows.reserve(newest.size());
  for (const auto& one : newest)
    rows.push_back(one.row);
  countSaverWrites(asked->redis, std::move(rows), kEnoughWrites, asked->context,
                   [asked, newest](const std::vector<SaverCheckpoint>& counted, const SourceError* error) {
                     std::vector<query::ThreadRecord> records;
                     records.reserve(counted.size());
                     for (std::size_t i = 0; i < counted.size() && i < newest.size(); ++i)
                       records.push_back(recordOf(counted[i], newest[i]));
                     asked->done(records, error);
                   });
}

}  // namespace

SaverThread* noteKey(SaverThreads& threads, const std::vector<SaverPlace>& places, const std::string& key,
                     const ThreadWanted& wanted) {
  const SaverPlace* place = nullptr;
  std::optional<checkpoint::RedisCheckpointKey> parsed;
  for (const auto& one : places) {
    auto read = checkpoint::parseRedisKey(key, one.prefix);
    if (!read || read->javaScript != (one.language == query::RedisFlavour::jsSaver)) continue;
    // Of two prefixes of which one begins the other, the longer says more.
    if (place != nullptr && place->prefix.size() > one.prefix.size()) continue;
    place = &one;
    parsed = std::move(read);
  }
  if (place == nullptr || !wanted(parsed->thread)) return nullptr;
  auto address = query::saverAddress(places, *place, parsed->thread);
  const auto [at, fresh] =
      threads.try_emplace(address, SaverThread{*place, parsed->thread, address, parsed->id, key, parsed->id});
  auto& thread = at->second;
  if (!fresh && parsed->id > thread.newestId) {
    thread.newestId = parsed->id;
    thread.newestKey = key;
  }
  if (!fresh && parsed->id < thread.oldestId) thread.oldestId = parsed->id;
  return &thread;
}

void readThreadRows(RedisSession& redis, std::vector<SaverThread> threads, bool exact, QObject* context,
                    SaverThreadRowsDone done) {
  const auto asked = std::make_shared<RowsAsk>(RowsAsk{redis, std::move(threads), context, std::move(done)});
  std::vector<query::RedisCommand> asks;
  for (const auto& thread : asked->threads)
    ask(asks, thread, exact);
  const auto expected = asks.size();
  redis.commands(std::move(asks), context,
                 [asked, exact, expected](const RedisReply& reply, const SourceError* error) {
                   if (error != nullptr || reply.items.size() != expected) {
                     asked->done({}, error);
                     return;
                   }
                   inPool(
                       asked->context,
                       [threads = asked->threads, reply, exact] { return newestOf(threads, reply, exact); },
                       [asked](const std::vector<Newest>& newest) { countWritesOf(asked, newest); });
                 });
}

}  // namespace heddle::client
