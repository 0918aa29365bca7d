// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/saver_rows.h"
#include "backend/query/requests.h"

#include <memory>

#include <QObject>

namespace heddle::client {

struct SaverThread;
struct SaverWalk;

/// The threads of the checkpointers in a Redis, by the keys of their checkpoints: no index has them in an
/// order, so keys are walked, at most kMostSaverKeys of them for a page, and the newest kMostSaverThreads of
/// what was found are read. The next page reads what was found besides; when that has come to its end, the
/// walk goes on where it stopped, so a later page may hold newer threads than an earlier one. What is asked
/// of ids narrows the walk, what saver_filter.h answers the threads read; the rest, and sorts, are refused.
/// `query.after` takes what the last page of this feed said. Generations and ownership as for
/// ThreadDetailFeed; a newer question of a kind replaces an older one.
class SaverThreadFeed : public QObject {
  Q_OBJECT

 public:
  explicit SaverThreadFeed(RedisSession& session, QObject* parent = nullptr);

  quint64 load(const query::ThreadQuery& query);
  /// Threads that the walk did not meet and that have a checkpoint later than `top`, of those that match.
  /// The indexes are asked; 0 where there is none.
  quint64 countBeyond(const query::ThreadQuery& query, const query::Key& top);
  /// By addresses. Whoever is not among the rows is gone.
  quint64 reread(const std::vector<std::string>& addresses, const query::ThreadQuery& query = {});
  void cancel();

  /// `time` of a page's `next`: whether reading it walks on, or takes what was found.
  static constexpr query::Micros kFound = 0, kWalksOn = 1;

 Q_SIGNALS:
  /// While keys are walked: how many of how many have been looked at, and the threads found by now.
  void walking(quint64 generation, qint64 looked, qint64 keys, qint64 threads);
  /// Comes before `loaded`; what of all keys the pages cover, as a sentence, or empty when it is everything;
  /// and whether another page goes on.
  void bounded(quint64 generation, const QString& sentence, bool more);
  void loaded(quint64 generation, const heddle::query::Page<heddle::query::ThreadRecord>& page);
  void counted(quint64 generation, const heddle::query::NewerCount& count);
  void rereadDone(quint64 generation, const std::vector<heddle::query::ThreadRecord>& rows);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  using Places = std::function<void(const query::SaverPlaces& places)>;
  void withPlaces(quint64& wanted, quint64 generation, const Places& done);
  bool goesOn(quint64 wanted, quint64 generation, const SourceError* error);
  void failLater(quint64 generation, const SourceError& error);
  void start();
  void step();
  void readPage();
  void finish(const std::vector<query::ThreadRecord>& rows);
  void countRows(quint64 generation, const query::ThreadQuery& query, std::vector<SaverThread> newer);

  RedisSession& session_;
  std::shared_ptr<SaverWalk> walk_;
  quint64 page_ = 0, count_ = 0, reread_ = 0;  // the questions asked last
};

}  // namespace heddle::client
