// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_rows.h"

#include "backend/client/pool.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace heddle::client {
namespace {

using query::SaverCheckpoint;
using query::SaverPlace;

/// One reading under way; whoever has been asked holds it.
struct Reading {
  RedisSession& redis;
  query::SaverPart part;
  QObject* context;
  SaverRowsDone done;
  std::vector<SaverPlace> known, places;  // all of this Redis, those the thread may be in
  SaverRows found;
  std::size_t walked = 0;         // places whose keys have been walked
  std::vector<std::string> keys;  // of the walk under way
  qint64 looked = 0;
};
using Shared = std::shared_ptr<Reading>;

void newestFirst(std::vector<SaverCheckpoint>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const SaverCheckpoint& a, const SaverCheckpoint& b) {
    return std::pair(a.row.createdAt, a.row.checkpointId) > std::pair(b.row.createdAt, b.row.checkpointId);
  });
}

/// The index compares without case and by pieces, so more than the thread may come.
std::vector<SaverCheckpoint> rowsOfSearches(const std::vector<SaverPlace>& places, const RedisReply& replies,
                                            const std::string& thread) {
  std::vector<SaverCheckpoint> rows;
  for (std::size_t i = 0; i < places.size() && i < replies.items.size(); ++i) {
    for (auto& row : rowsFound(places[i], replies.items[i])) {
      if (row.row.threadId == thread) rows.push_back(std::move(row));
    }
  }
  newestFirst(rows);
  return rows;
}

std::vector<query::FoundObject> objectsFound(const std::vector<SaverPlace>& places, const RedisReply& replies,
                                             const std::string& id) {
  std::vector<query::FoundObject> objects;
  for (std::size_t i = 0; i < places.size() && i < replies.items.size(); ++i) {
    bool thread = false;
    for (const auto& found : rowsFound(places[i], replies.items[i])) {
      const auto& row = found.row;
      const auto address = query::saverAddress(places, places[i], row.threadId);
      if (row.threadId == id && !std::exchange(thread, true))
        objects.push_back({query::ObjectKind::thread, address, address, {}});
      if (row.checkpointId == id) objects.push_back({query::ObjectKind::checkpoint, id, address, row.ns});
    }
  }
  return objects;
}

std::vector<SaverCheckpoint> rowsOfHeads(const SaverPlace& place, const std::vector<std::string>& keys,
                                         const RedisReply& heads, const std::string& thread) {
  std::vector<SaverCheckpoint> rows;
  for (std::size_t i = 0; i < keys.size() && i < heads.items.size(); ++i) {
    auto row = query::saverCheckpointFrom(place, keys[i], query::saverFieldsOfHead(heads.items[i].text));
    if (row.row.threadId == thread) rows.push_back(std::move(row));
  }
  newestFirst(rows);
  return rows;
}

/// Several checkpointers may each have a thread of this id; they are different threads.
void tell(const Shared& reading) {
  std::vector<SaverPlace> places;
  for (const auto& row : reading->found.rows) {
    if (std::find(places.begin(), places.end(), row.place) == places.end()) places.push_back(row.place);
  }
  if (places.size() < 2) {
    reading->done(reading->found, nullptr);
    return;
  }
  QStringList names;
  for (const auto& place : places)
    names.append(QString::fromStdString(query::saverAddress(reading->known, place, reading->part.thread)));
  const SourceError error{
      SourceError::Kind::invalid,
      QStringLiteral("%1 checkpointers of this Redis have a thread of this id; ask for one of them: %2.")
          .arg(places.size())
          .arg(names.join(QStringLiteral(", "))),
      false};
  reading->done({}, &error);
}

/// Takes answers apart outside the GUI thread, then goes on.
template <typename Work, typename Next>
void apart(const Shared& reading, Work work, Next next) {
  inPool(reading->context, std::move(work), [reading, next](std::vector<SaverCheckpoint> rows) {
    for (auto& row : rows)
      reading->found.rows.push_back(std::move(row));
    next();
  });
}

void walkNext(const Shared& reading);

void readHeads(const Shared& reading, const SaverPlace& place) {
  std::vector<query::RedisCommand> heads;
  heads.reserve(reading->keys.size());
  for (const auto& key : reading->keys)
    heads.push_back(query::saverHead(key));
  reading->redis.commands(std::move(heads), reading->context,
                          [reading, place](const RedisReply& reply, const SourceError* error) {
                            if (error != nullptr) {
                              reading->done({}, error);
                              return;
                            }
                            const auto work = [place, keys = reading->keys, thread = reading->part.thread,
                                               reply] { return rowsOfHeads(place, keys, reply, thread); };
                            apart(reading, work, [reading] { walkNext(reading); });
                          });
}

void walk(const Shared& reading, const SaverPlace& place, const std::string& cursor) {
  reading->redis.command(query::saverScan(cursor, &place, reading->part.thread), reading->context,
                         [reading, place](const RedisReply& reply, const SourceError* error) {
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
                             walk(reading, place, next);
                             return;
                           }
                           reading->found.complete = reading->found.complete && next == "0";
                           // A table that is growing gives some of its keys twice.
                           auto& keys = reading->keys;
                           std::sort(keys.begin(), keys.end());
                           keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
                           readHeads(reading, place);
                         });
}

/// One place after the other, within one bound for all of them.
void walkNext(const Shared& reading) {
  if (reading->walked == reading->places.size()) {
    tell(reading);
    return;
  }
  reading->keys.clear();
  const SaverPlace place = reading->places[reading->walked++];
  walk(reading, place, "0");
}

/// Ids with a comma, and Redis' own doubts about an index that is being built, end in a walk. The end of a
/// history that the index does know is no reason for one.
void searched(const Shared& reading, const RedisReply& reply) {
  const bool all = reading->part.before.empty() && reading->part.checkpoint.empty();
  const bool known = reading->part.thread.find(',') == std::string::npos;
  bool failed = reply.items.empty();
  for (const auto& answer : reply.items) {
    failed = failed || answer.isError();
    if (!answer.items.empty() && answer.items.front().integer > query::kMostSaverRows)
      reading->found.complete = false;
  }
  const auto work = [places = reading->places, reply, thread = reading->part.thread] {
    return rowsOfSearches(places, reply, thread);
  };
  apart(reading, work, [reading, toWalk = failed || all || !known] {
    if (reading->found.rows.empty() && toWalk) {
      reading->found.complete = true;
      walkNext(reading);
    } else {
      tell(reading);
    }
  });
}

void search(const Shared& reading) {
  std::vector<query::RedisCommand> searches;
  for (const auto& place : reading->places) {
    if (!place.index.empty()) searches.push_back(query::saverSearch(place, reading->part));
  }
  if (searches.size() != reading->places.size()) {
    walkNext(reading);
    return;
  }
  reading->redis.commands(std::move(searches), reading->context,
                          [reading](const RedisReply& reply, const SourceError* error) {
                            if (error != nullptr)
                              reading->done({}, error);
                            else
                              searched(reading, reply);
                          });
}

}  // namespace

std::vector<SaverCheckpoint> rowsFound(const SaverPlace& place, const RedisReply& reply) {
  std::vector<SaverCheckpoint> rows;
  for (std::size_t i = 1; i + 1 < reply.items.size(); i += 2) {
    query::SaverFields fields;
    const auto& members = reply.items[i + 1].items;
    for (std::size_t m = 0; m + 1 < members.size(); m += 2)
      fields.insert_or_assign(members[m].text, members[m + 1].text);
    auto row = query::saverCheckpointFrom(place, reply.items[i].text, fields);
    if (!row.row.threadId.empty()) rows.push_back(std::move(row));
  }
  newestFirst(rows);
  return rows;
}

void findInSaver(RedisSession& redis, const std::string& id, QObject* context, SaverFindDone done) {
  findSaverPlaces(redis, context, [=, &redis](const query::SaverPlaces& places, const SourceError* error) {
    std::vector<query::RedisCommand> finds;
    for (const auto& place : places.all)
      finds.push_back(query::saverFind(place, id));
    if (error != nullptr || finds.empty()) {
      done({});
      return;
    }
    redis.commands(
        std::move(finds), context,
        [all = places.all, id, done](const RedisReply& reply, const SourceError* failure) {
          done(failure == nullptr ? objectsFound(all, reply, id) : std::vector<query::FoundObject>());
        });
  });
}

void readSaverRows(RedisSession& redis, const query::SaverPart& part, QObject* context, SaverRowsDone done) {
  const auto reading =
      std::make_shared<Reading>(Reading{redis, part, context, std::move(done), {}, {}, {}, 0, {}, 0});
  findSaverPlaces(redis, context, [reading](const query::SaverPlaces& places, const SourceError* error) {
    if (error != nullptr || places.all.empty()) {
      const auto none = noSaver();
      reading->done({}, error != nullptr ? error : &none);
      return;
    }
    auto address = query::saverAddressed(places.all, reading->part.thread);
    reading->known = places.all;
    reading->places = std::move(address.places);
    reading->part.thread = std::move(address.thread);
    search(reading);
  });
}

}  // namespace heddle::client
