// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_thread_feed.h"

#include "backend/checkpoint/redis_document.h"
#include "backend/client/generation.h"
#include "backend/client/pool.h"
#include "backend/client/redis/saver_writes.h"
#include "backend/query/checkpoint_sql.h"
#include "backend/query/saver_filter.h"

#include <algorithm>
#include <map>
#include <utility>

#include <QLocale>

namespace heddle::client {
namespace {

using query::SaverCheckpoint;
using ThreadPage = query::Page<query::ThreadRecord>;

/// The ends of one thread; the id is empty for a shallow saver's.
struct Ends {
  std::string newestId, newestKey, oldestId;
};
using Threads = std::map<std::string, Ends>;

void note(Threads& threads, const std::string& text, const query::ThreadQuery& query) {
  const auto key = checkpoint::parseRedisKey(text);
  if (!key || !query::idMatches(query, key->thread)) return;
  const auto [place, fresh] = threads.try_emplace(key->thread, Ends{key->id, text, key->id});
  auto& ends = place->second;
  if (!fresh && key->id > ends.newestId) {
    ends.newestId = key->id;
    ends.newestKey = text;
  }
  if (!fresh && key->id < ends.oldestId) ends.oldestId = key->id;
}

/// Keys of the newest checkpoints, newest threads first, as many as are read.
std::vector<std::string> newestKeys(const Threads& threads) {
  std::vector<std::pair<std::string, std::string>> order;  // ids of either language rise with time
  for (const auto& [thread, ends] : threads)
    order.emplace_back(ends.newestId, ends.newestKey);
  std::sort(order.begin(), order.end(), std::greater<>());
  if (order.size() > kMostSaverThreads) order.resize(kMostSaverThreads);
  std::vector<std::string> keys;
  keys.reserve(order.size());
  for (auto& [id, key] : order)
    keys.push_back(std::move(key));
  return keys;
}

std::vector<SaverCheckpoint> checkpointsOf(const std::vector<std::string>& keys, const RedisReply& heads) {
  std::vector<SaverCheckpoint> out;
  for (std::size_t i = 0; i < keys.size() && i < heads.items.size(); ++i) {
    auto row = query::saverCheckpointFrom(keys[i], query::saverFieldsOfHead(heads.items[i].text));
    if (!row.row.threadId.empty()) out.push_back(std::move(row));
  }
  return out;
}

query::ThreadRecord recordOf(const SaverCheckpoint& newest, const Ends& ends) {
  query::ThreadRecord record;
  record.threadId = newest.row.threadId;
  record.status = newest.row.interrupts > 0 ? "interrupted" : newest.row.errors > 0 ? "error" : "idle";
  record.graphId = newest.graphId;
  record.assistantId = newest.assistantId;
  record.updatedAt = newest.row.createdAt;
  record.createdAt = newest.shallow ? 0 : query::timeOfUuid6(ends.oldestId);
  return record;
}

QString counted(qint64 number) {
  return QLocale(QLocale::English).toString(number);
}

}  // namespace

struct SaverThreadFeed::Walk {
  quint64 generation = 0;
  query::ThreadQuery query;
  Threads threads;
  qint64 looked = 0, keys = 0;
  bool complete = false;
};

SaverThreadFeed::SaverThreadFeed(RedisSession& session, QObject* parent)
    : QObject(parent), session_(session) {
  qRegisterMetaType<ThreadPage>();
}

quint64 SaverThreadFeed::load(const query::ThreadQuery& query) {
  const auto walk = std::make_shared<Walk>();
  walk->generation = wanted_ = nextGeneration();
  walk->query = query;
  const auto refusal = query::unanswerable(query);
  if (refusal.empty()) {
    start(walk);
    return walk->generation;
  }
  // Never before the asker knows the generation.
  QMetaObject::invokeMethod(
      this,
      [this, walk, refusal] {
        const SourceError error{SourceError::Kind::invalid, QString::fromStdString(refusal), false};
        if (wanted_ == walk->generation) Q_EMIT failed(walk->generation, error);
      },
      Qt::QueuedConnection);
  return walk->generation;
}

void SaverThreadFeed::cancel() {
  wanted_ = 0;
}

bool SaverThreadFeed::goesOn(const Walk& walk, const SourceError* error) {
  if (wanted_ != walk.generation) return false;
  if (error != nullptr) Q_EMIT failed(walk.generation, *error);
  return error == nullptr;
}

void SaverThreadFeed::start(const std::shared_ptr<Walk>& walk) {
  session_.commands({{"FT._LIST"}, {"DBSIZE"}}, this,
                    [this, walk](const RedisReply& reply, const SourceError* error) {
                      if (!goesOn(*walk, error)) return;
                      walk->keys = reply.items[1].integer;
                      if (saverFlavourOf(reply.items[0]) == query::RedisFlavour::none) {
                        Q_EMIT failed(walk->generation, noSaver());
                        return;
                      }
                      step(walk, "0");
                    });
}

void SaverThreadFeed::step(const std::shared_ptr<Walk>& walk, const std::string& cursor) {
  session_.command(query::saverScan(cursor), this,
                   [this, walk](const RedisReply& reply, const SourceError* error) {
                     if (!goesOn(*walk, error)) return;
                     if (reply.items.size() == 2) {
                       for (const auto& key : reply.items[1].items)
                         note(walk->threads, key.text, walk->query);
                     }
                     walk->looked += query::kSaverStep;
                     walk->complete = reply.items.size() != 2 || reply.items[0].text == "0";
                     if (walk->complete || walk->looked >= kMostSaverKeys) {
                       readHeads(walk);
                       return;
                     }
                     Q_EMIT walking(walk->generation, std::min(walk->looked, walk->keys), walk->keys,
                                    static_cast<qint64>(walk->threads.size()));
                     step(walk, reply.items[0].text);
                   });
}

void SaverThreadFeed::readHeads(const std::shared_ptr<Walk>& walk) {
  const auto keys = newestKeys(walk->threads);
  std::vector<query::RedisCommand> heads;
  heads.reserve(keys.size());
  for (const auto& key : keys)
    heads.push_back(query::saverHead(key));
  session_.commands(std::move(heads), this,
                    [this, walk, keys](const RedisReply& reply, const SourceError* error) {
                      if (!goesOn(*walk, error)) return;
                      inPool(
                          this, [keys, reply] { return checkpointsOf(keys, reply); },
                          [this, walk](std::vector<SaverCheckpoint> newest) {
                            if (goesOn(*walk, nullptr)) readWrites(walk, std::move(newest));
                          });
                    });
}

void SaverThreadFeed::readWrites(const std::shared_ptr<Walk>& walk, std::vector<SaverCheckpoint> newest) {
  constexpr int kEnough = 100;  // to see whether one waits
  countSaverWrites(session_, std::move(newest), kEnough, this,
                   [this, walk](const std::vector<SaverCheckpoint>& counted, const SourceError* error) {
                     if (goesOn(*walk, error)) finish(*walk, counted);
                   });
}

void SaverThreadFeed::finish(const Walk& walk, const std::vector<SaverCheckpoint>& newest) {
  ThreadPage page;
  page.rows.reserve(newest.size());
  for (const auto& one : newest) {
    const auto ends = walk.threads.find(one.row.threadId);
    auto record = recordOf(one, ends == walk.threads.end() ? Ends{} : ends->second);
    if (query::matches(walk.query, record)) page.rows.push_back(std::move(record));
  }
  const bool falling = walk.query.order == query::Order::newestFirst;
  std::stable_sort(page.rows.begin(), page.rows.end(), [falling](const auto& a, const auto& b) {
    return falling ? a.updatedAt > b.updatedAt : a.updatedAt < b.updatedAt;
  });
  page.scanned = std::min(walk.looked, walk.keys);
  QString sentence;
  if (!walk.complete)
    sentence = QStringLiteral("%1 of about %2 keys were looked at; there may be more threads.")
                   .arg(counted(walk.looked), counted(walk.keys));
  if (walk.threads.size() > kMostSaverThreads)
    sentence += (sentence.isEmpty() ? QString() : QStringLiteral(" ")) +
                QStringLiteral("%1 threads were found, the newest %2 were read.")
                    .arg(counted(static_cast<qint64>(walk.threads.size())),
                         counted(static_cast<qint64>(kMostSaverThreads)));
  Q_EMIT bounded(walk.generation, sentence);
  Q_EMIT loaded(walk.generation, page);
}

}  // namespace heddle::client
