// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/saver_documents.h"
#include "backend/client/redis/saver_rows.h"
#include "backend/client/thread_detail_feed.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace heddle::client {

/// The thread inspector's questions to a Redis checkpointer of either language.
class SaverDetailFeed : public ThreadDetailFeed {
  Q_OBJECT

 public:
  explicit SaverDetailFeed(RedisSession& session, QObject* parent = nullptr);

  quint64 load(const std::string& threadId) override;
  quint64 loadHistory(const query::HistoryQuery& query) override;
  quint64 loadCheckpoint(const std::string& threadId, const std::string& ns, const std::string& checkpointId,
                         std::shared_ptr<const checkpoint::AesKey> key = nullptr,
                         query::ValueCaps caps = {}) override;
  void cancelCheckpoint() override { state_ = 0; }
  void cancel() override;
  std::string historyAbsence() const override;

 private:
  struct Content;
  using Rows = std::function<void(const SaverRows& rows, const SourceError* error)>;

  /// Questions about a thread that is being read wait for that reading.
  void withRows(const std::string& threadId, Rows done);
  void tellHistory(const query::HistoryQuery& query, quint64 generation, const SaverRows& found);
  void readChosen(quint64 generation, const query::SaverCheckpoint* row,
                  std::shared_ptr<const checkpoint::AesKey> key);
  /// Tasks, interrupts and errors of some rows.
  void withWrites(std::vector<query::SaverCheckpoint> rows, quint64 generation,
                  std::function<void(const std::vector<query::SaverCheckpoint>&)> done);
  /// Whether an answer is still wanted and there; a failure is told.
  bool goesOn(const Content& content, const SourceError* error);
  void readContent(const std::shared_ptr<Content>& content);
  void readValues(const std::shared_ptr<Content>& content);
  void readApart(const std::shared_ptr<Content>& content);
  void decode(const std::shared_ptr<Content>& content);
  void rebuild(const std::shared_ptr<Content>& content, const CheckpointContentPtr& decoded);

  RedisSession& session_;
  std::string reading_;        // the thread that is being read
  std::vector<Rows> waiting_;  // for its rows
  bool shallow_ = false;       // of the thread read last
  quint64 state_ = 0;          // the state asked for last; an older one is given up
};

}  // namespace heddle::client
