// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/saver_rows.h"
#include "backend/query/requests.h"

#include <memory>

#include <QObject>

namespace heddle::client {

/// The threads of a Redis checkpointer, by the keys of their checkpoints: no index has them in an order, so
/// keys are walked, at most kMostSaverKeys of them, and the newest kMostSaverThreads threads found are read.
/// What is asked of ids narrows the walk, what saver_filter.h answers the threads read; the rest, and sorts,
/// are refused. Generations and ownership as for ThreadDetailFeed; a newer question
/// replaces an older one.
inline constexpr std::size_t kMostSaverThreads = 1000;

class SaverThreadFeed : public QObject {
  Q_OBJECT

 public:
  explicit SaverThreadFeed(RedisSession& session, QObject* parent = nullptr);

  quint64 load(const query::ThreadQuery& query);
  void cancel();

 Q_SIGNALS:
  /// While keys are walked: how many of how many have been looked at, and the threads found by now.
  void walking(quint64 generation, qint64 looked, qint64 keys, qint64 threads);
  /// Comes before `loaded`; what of all keys the page covers, as a sentence, or empty when it is everything.
  void bounded(quint64 generation, const QString& sentence);
  void loaded(quint64 generation, const heddle::query::Page<heddle::query::ThreadRecord>& page);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  struct Walk;
  bool goesOn(const Walk& walk, const SourceError* error);
  void start(const std::shared_ptr<Walk>& walk);
  void step(const std::shared_ptr<Walk>& walk, const std::string& cursor);
  void readHeads(const std::shared_ptr<Walk>& walk);
  void readWrites(const std::shared_ptr<Walk>& walk, std::vector<query::SaverCheckpoint> newest);
  void finish(const Walk& walk, const std::vector<query::SaverCheckpoint>& newest);

  RedisSession& session_;
  quint64 wanted_ = 0;
};

}  // namespace heddle::client
