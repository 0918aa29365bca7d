// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_thread_feed.h"

#include "backend/client/generation.h"
#include "backend/client/redis/saver_walk.h"
#include "backend/query/saver_filter.h"

#include <algorithm>
#include <utility>

namespace heddle::client {
namespace {

using ThreadPage = query::Page<query::ThreadRecord>;

constexpr std::int64_t kMicrosOfMilli = 1000;
/// More new threads than these are not told apart by what is asked.
constexpr std::size_t kMostCounted = 100;

SourceError invalid(const QString& sentence) {
  return {SourceError::Kind::invalid, sentence, false};
}

/// The threads of those checkpoints that are in no list yet, each with its newest one.
std::vector<SaverThread> unknownThreads(const query::SaverPlaces& places, const RedisReply& replies,
                                        const SaverThreads* known) {
  SaverThreads found;
  for (std::size_t i = 0; i < places.all.size() && i < replies.items.size(); ++i) {
    for (const auto& row : rowsFound(places.all[i], replies.items[i])) {
      if (!row.row.ns.empty()) continue;
      const auto address = query::saverAddress(places.all, row.place, row.row.threadId);
      if (known != nullptr && known->contains(address)) continue;
      // Newest first.
      found.try_emplace(address, SaverThread{row.place, row.row.threadId, address, row.row.checkpointId,
                                             row.key, row.row.checkpointId});
    }
  }
  std::vector<SaverThread> threads;
  threads.reserve(found.size());
  for (auto& [address, thread] : found)
    threads.push_back(std::move(thread));
  return threads;
}

}  // namespace

SaverThreadFeed::SaverThreadFeed(RedisSession& session, QObject* parent)
    : QObject(parent), session_(session) {
  qRegisterMetaType<ThreadPage>();
}

bool SaverThreadFeed::goesOn(quint64 wanted, quint64 generation, const SourceError* error) {
  if (wanted != generation) return false;
  if (error != nullptr) Q_EMIT failed(generation, *error);
  return error == nullptr;
}

/// Never before the asker knows the generation.
void SaverThreadFeed::failLater(quint64 generation, const SourceError& error) {
  QMetaObject::invokeMethod(
      this,
      [this, generation, error] {
        if (page_ == generation) Q_EMIT failed(generation, error);
      },
      Qt::QueuedConnection);
}

quint64 SaverThreadFeed::load(const query::ThreadQuery& query) {
  page_ = nextGeneration();
  auto plain = query;
  plain.after.reset();
  const auto refusal = query::unanswerable(plain);
  if (!refusal.empty()) {
    failLater(page_, invalid(QString::fromStdString(refusal)));
    return page_;
  }
  if (!query.after) {
    walk_ = std::make_shared<SaverWalk>();
    walk_->query = query;
    walk_->generation = page_;
    start();
  } else if (!walk_ || !walk_->hasMore()) {
    failLater(page_, invalid(QStringLiteral("The walk through the keys has ended; load the list again.")));
  } else {
    walk_->generation = page_;
    walk_->step = 0;
    if (walk_->hasFound())
      readPage();
    else
      step();
  }
  return page_;
}

void SaverThreadFeed::cancel() {
  page_ = count_ = reread_ = 0;
}

void SaverThreadFeed::start() {
  const auto walk = walk_;
  findSaverPlaces(session_, this, [this, walk](const query::SaverPlaces& places, const SourceError* error) {
    if (!goesOn(page_, walk->generation, error)) return;
    if (places.all.empty()) {
      Q_EMIT failed(walk->generation, noSaver());
      return;
    }
    walk->places = places;
    session_.command({"DBSIZE"}, this, [this, walk](const RedisReply& reply, const SourceError* problem) {
      if (!goesOn(page_, walk->generation, problem)) return;
      walk->keys = reply.integer;
      step();
    });
  });
}

void SaverThreadFeed::step() {
  const auto walk = walk_;
  session_.command(walk->command(), this, [this, walk](const RedisReply& reply, const SourceError* error) {
    if (!goesOn(page_, walk->generation, error)) return;
    if (reply.items.size() != 2) {
      Q_EMIT failed(walk->generation, {SourceError::Kind::forbidden,
                                       QStringLiteral("Redis does not let this login list keys (SCAN): %1")
                                           .arg(QString::fromStdString(reply.text)),
                                       false});
      return;
    }
    walk->take(textsOf(reply.items[1]), reply.items[0].text);
    if (walk->isComplete() || walk->isAtBound() || walk->step >= kMostSaverKeys) {
      readPage();
      return;
    }
    Q_EMIT walking(walk->generation, std::min(walk->looked, walk->keys), walk->keys,
                   static_cast<qint64>(walk->threads.size()));
    step();
  });
}

void SaverThreadFeed::readPage() {
  const auto walk = walk_;
  readThreadRows(session_, walk->nextPage(), walk->isComplete(), this,
                 [this, walk](const std::vector<query::ThreadRecord>& rows, const SourceError* error) {
                   if (goesOn(page_, walk->generation, error)) finish(rows);
                 });
}

void SaverThreadFeed::finish(const std::vector<query::ThreadRecord>& rows) {
  walk_->arrived();
  const auto& walk = *walk_;
  ThreadPage page;
  query::Micros newest = 0;
  for (const auto& row : rows) {
    newest = std::max(newest, row.updatedAt);
    if (query::matches(walk.query, row)) page.rows.push_back(row);
  }
  const bool falling = walk.query.order == query::Order::newestFirst;
  std::stable_sort(page.rows.begin(), page.rows.end(), [falling](const auto& a, const auto& b) {
    return falling ? a.updatedAt > b.updatedAt : a.updatedAt < b.updatedAt;
  });
  // A table that is growing is looked at twice in parts; there are no more keys than there are.
  page.scanned = std::min(walk.looked, walk.keys) - std::min(walk.looked - walk.step, walk.keys);
  if (walk.hasMore()) page.next = query::Key{walk.waiting.empty() ? kWalksOn : kFound, walk.cursor};
  if (falling && newest > 0) page.top = query::Key{newest, {}};
  Q_EMIT bounded(walk.generation, walk.remark(), walk.hasMore());
  Q_EMIT loaded(walk.generation, page);
}

void SaverThreadFeed::withPlaces(quint64& wanted, quint64 generation, const Places& done) {
  findSaverPlaces(
      session_, this,
      [this, &wanted, generation, done](const query::SaverPlaces& places, const SourceError* error) {
        if (goesOn(wanted, generation, error)) done(places);
      });
}

quint64 SaverThreadFeed::countBeyond(const query::ThreadQuery& query, const query::Key& top) {
  const auto generation = count_ = nextGeneration();
  withPlaces(count_, generation, [this, generation, query, top](const query::SaverPlaces& places) {
    std::vector<query::RedisCommand> asks;
    query::SaverPlaces asked;
    for (const auto& place : places.all) {
      if (place.index.empty()) continue;
      asked.all.push_back(place);
      asks.push_back(query::saverNewer(place, top.time / kMicrosOfMilli));
    }
    session_.commands(std::move(asks), this,
                      [this, generation, query, asked](const RedisReply& reply, const SourceError* error) {
                        if (!goesOn(count_, generation, error)) return;
                        countRows(generation, query,
                                  unknownThreads(asked, reply, walk_ ? &walk_->threads : nullptr));
                      });
  });
  return generation;
}

void SaverThreadFeed::countRows(quint64 generation, const query::ThreadQuery& query,
                                std::vector<SaverThread> newer) {
  std::erase_if(newer,
                [&query](const SaverThread& thread) { return !query::idMatches(query, thread.thread); });
  if (newer.size() > kMostCounted) {
    Q_EMIT counted(generation, {static_cast<std::int64_t>(kMostCounted), true});
    return;
  }
  readThreadRows(
      session_, std::move(newer), true, this,
      [this, generation, query](const std::vector<query::ThreadRecord>& rows, const SourceError* error) {
        if (!goesOn(count_, generation, error)) return;
        const auto count = std::count_if(rows.begin(), rows.end(),
                                         [&query](const auto& row) { return query::matches(query, row); });
        Q_EMIT counted(generation, {count, false});
      });
}

quint64 SaverThreadFeed::reread(const std::vector<std::string>& addresses, const query::ThreadQuery& query) {
  const auto generation = reread_ = nextGeneration();
  withPlaces(reread_, generation, [this, generation, addresses, query](const query::SaverPlaces& places) {
    std::vector<SaverThread> threads;
    for (const auto& text : addresses) {
      if (walk_ && walk_->threads.contains(text)) {
        threads.push_back(walk_->threads.at(text));
        continue;
      }
      auto address = query::saverAddressed(places.all, text);
      for (const auto& place : address.places)
        threads.push_back({place, address.thread, text, {}, {}, {}});
    }
    readThreadRows(
        session_, std::move(threads), false, this,
        [this, generation, query](std::vector<query::ThreadRecord> rows, const SourceError* error) {
          if (!goesOn(reread_, generation, error)) return;
          for (auto& row : rows)
            row.matches = query::matches(query, row);
          Q_EMIT rereadDone(generation, rows);
        });
  });
  return generation;
}

}  // namespace heddle::client
