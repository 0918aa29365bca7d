// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/saver_thread_rows.h"
#include "backend/query/requests.h"

#include <string>
#include <vector>

#include <QString>

namespace heddle::client {

/// How far a list of threads has come through the keys: bounded steps, each from where the last one ended.
/// What was found and not read yet waits, the newest first (of a list from the oldest: those).
struct SaverWalk {
  quint64 generation = 0;  // of the question under way
  query::ThreadQuery query;
  query::SaverPlaces places;
  SaverThreads threads;
  std::vector<std::string> waiting;   // addresses, the next to be read last
  std::vector<std::string> underWay;  // addresses of the page that was taken and did not arrive yet
  std::string cursor = "0";
  bool begun = false;
  qint64 looked = 0, keys = 0;  // of about so many
  qint64 step = 0;              // looked at for this page
  std::size_t read = 0;         // threads handed on

  bool isComplete() const { return begun && cursor == "0"; }
  bool isAtBound() const;
  /// The next SCAN: of the only place's keys where there is one, otherwise of all.
  query::RedisCommand command() const;
  void take(const std::vector<std::string>& keys, const std::string& next);
  /// Takes the next page of those that wait; one that never arrived waits again.
  std::vector<SaverThread> nextPage();
  void arrived() { underWay.clear(); }
  bool hasFound() const { return !waiting.empty() || !underWay.empty(); }
  /// Another page may follow: by what waits, or by walking on (`walksOn`).
  bool hasMore() const { return hasFound() || walksOn(); }
  bool walksOn() const { return !isComplete() && !isAtBound(); }
  /// What of all there is is covered, for people; empty: everything.
  QString remark() const;
};

/// What one page reads, at most.
inline constexpr std::size_t kMostSaverThreads = 200;
/// Where a walk ends for good: what it knows of threads stays in memory.
inline constexpr qint64 kMostWalkedKeys = 10'000'000;

}  // namespace heddle::client
