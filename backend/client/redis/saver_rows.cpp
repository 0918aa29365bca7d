// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_rows.h"

#include "backend/client/pool.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace heddle::client {
namespace {

using query::SaverCheckpoint;

/// One reading under way; whoever has been asked holds it.
struct Reading {
  RedisSession& redis;
  query::SaverPart part;
  QObject* context;
  SaverRowsDone done;
  SaverRows found;
  std::vector<std::string> keys;  // of a walk
  qint64 looked = 0;
};
using Shared = std::shared_ptr<Reading>;

void newestFirst(std::vector<SaverCheckpoint>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const SaverCheckpoint& a, const SaverCheckpoint& b) {
    return std::pair(a.row.createdAt, a.row.checkpointId) > std::pair(b.row.createdAt, b.row.checkpointId);
  });
}

/// `[total, key, [name, text, …], key, …]`; the index compares without case and by pieces, so more than the
/// thread may come.
std::vector<SaverCheckpoint> rowsFound(const RedisReply& reply) {
  std::vector<SaverCheckpoint> rows;
  for (std::size_t i = 1; i + 1 < reply.items.size(); i += 2) {
    query::SaverFields fields;
    const auto& members = reply.items[i + 1].items;
    for (std::size_t m = 0; m + 1 < members.size(); m += 2)
      fields.insert_or_assign(members[m].text, members[m + 1].text);
    rows.push_back(query::saverCheckpointFrom(reply.items[i].text, fields));
  }
  newestFirst(rows);
  return rows;
}

std::vector<SaverCheckpoint> rowsOfSearch(const RedisReply& reply, const std::string& thread) {
  auto rows = rowsFound(reply);
  std::erase_if(rows, [&thread](const SaverCheckpoint& row) { return row.row.threadId != thread; });
  return rows;
}

std::vector<query::FoundObject> objectsFound(const RedisReply& reply, const std::string& id) {
  std::vector<query::FoundObject> objects;
  bool thread = false;
  for (const auto& [row, key, graph, assistant, shallow] : rowsFound(reply)) {
    if (row.threadId == id && !std::exchange(thread, true))
      objects.push_back({query::ObjectKind::thread, id, id, {}});
    if (row.checkpointId == id) objects.push_back({query::ObjectKind::checkpoint, id, row.threadId, row.ns});
  }
  return objects;
}

std::vector<SaverCheckpoint> rowsOfHeads(const std::vector<std::string>& keys, const RedisReply& heads,
                                         const std::string& thread) {
  std::vector<SaverCheckpoint> rows;
  for (std::size_t i = 0; i < keys.size() && i < heads.items.size(); ++i) {
    auto row = query::saverCheckpointFrom(keys[i], query::saverFieldsOfHead(heads.items[i].text));
    if (row.row.threadId == thread) rows.push_back(std::move(row));
  }
  newestFirst(rows);
  return rows;
}

/// Takes answers apart outside the GUI thread, then ends.
template <typename Work>
void finish(const Shared& reading, Work work) {
  inPool(reading->context, std::move(work), [reading](std::vector<SaverCheckpoint> rows) {
    reading->found.rows = std::move(rows);
    reading->done(reading->found, nullptr);
  });
}

void readHeads(const Shared& reading) {
  std::vector<query::RedisCommand> heads;
  heads.reserve(reading->keys.size());
  for (const auto& key : reading->keys)
    heads.push_back(query::saverHead(key));
  reading->redis.commands(std::move(heads), reading->context,
                          [reading](const RedisReply& reply, const SourceError* error) {
                            if (error != nullptr) {
                              reading->done({}, error);
                              return;
                            }
                            finish(reading, [keys = reading->keys, thread = reading->part.thread, reply] {
                              return rowsOfHeads(keys, reply, thread);
                            });
                          });
}

void walk(const Shared& reading, const std::string& cursor) {
  reading->redis.command(query::saverScan(cursor, reading->part.thread), reading->context,
                         [reading](const RedisReply& reply, const SourceError* error) {
                           if (error != nullptr || reply.items.size() != 2) {
                             reading->done({}, error);
                             return;
                           }
                           for (auto& key : textsOf(reply.items[1]))
                             reading->keys.push_back(std::move(key));
                           reading->looked += query::kSaverStep;
                           const auto& next = reply.items[0].text;
                           const bool full =
                               reading->looked >= kMostSaverKeys ||
                               reading->keys.size() >= static_cast<std::size_t>(query::kMostSaverRows);
                           if (next != "0" && !full) {
                             walk(reading, next);
                             return;
                           }
                           reading->found.complete = next == "0";
                           readHeads(reading);
                         });
}

void search(const Shared& reading) {
  reading->redis.commands(
      {query::saverSearch(reading->found.flavour, reading->part)}, reading->context,
      [reading](const RedisReply& reply, const SourceError* error) {
        if (error != nullptr) {
          reading->done({}, error);
          return;
        }
        const RedisReply& answer = reply.items.front();
        // Ids with a comma, and Redis' own doubts about an index that is being built, end here. The end of a
        // history that the index does know is no reason to walk.
        const bool all = reading->part.before.empty() && reading->part.checkpoint.empty();
        const bool known = reading->part.thread.find(',') == std::string::npos;
        if (answer.isError() || (answer.items.size() < 3 && (all || !known))) {
          walk(reading, "0");
          return;
        }
        reading->found.complete = answer.items.front().integer <= query::kMostSaverRows;
        finish(reading, [answer, thread = reading->part.thread] { return rowsOfSearch(answer, thread); });
      });
}

}  // namespace

std::vector<std::string> textsOf(const RedisReply& reply) {
  std::vector<std::string> texts;
  texts.reserve(reply.items.size());
  for (const auto& item : reply.items)
    texts.push_back(item.text);
  return texts;
}

query::RedisFlavour saverFlavourOf(const RedisReply& indexes) {
  return query::redisFlavourOf(textsOf(indexes));
}

SourceError noSaver() {
  return {
      SourceError::Kind::unsupported,
      QStringLiteral("This Redis holds no checkpoints of a LangGraph checkpointer that the login can see."),
      false};
}

void findInSaver(RedisSession& redis, query::RedisFlavour flavour, const std::string& id, QObject* context,
                 SaverFindDone done) {
  redis.commands({query::saverFind(flavour, id)}, context,
                 [id, done = std::move(done)](const RedisReply& reply, const SourceError* error) {
                   const bool answered = error == nullptr && !reply.items.front().isError();
                   done(answered ? objectsFound(reply.items.front(), id) : std::vector<query::FoundObject>());
                 });
}

void readSaverRows(RedisSession& redis, const query::SaverPart& part, QObject* context, SaverRowsDone done) {
  const auto reading = std::make_shared<Reading>(Reading{redis, part, context, std::move(done), {}, {}, 0});
  redis.commands({{"FT._LIST"}}, context, [reading](const RedisReply& reply, const SourceError* error) {
    if (error != nullptr) {
      reading->done({}, error);
      return;
    }
    reading->found.flavour = saverFlavourOf(reply.items.front());
    if (reading->found.flavour == query::RedisFlavour::none) {
      const auto none = noSaver();
      reading->done({}, &none);
      return;
    }
    search(reading);
  });
}

}  // namespace heddle::client
