// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/client/thread_detail_feed.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"

#include <memory>
#include <vector>

#include <QObject>

namespace heddle::client {

/// The threads page's questions; rules as for RunFeed.
class ThreadFeed : public QObject {
  Q_OBJECT

 public:
  explicit ThreadFeed(PgSession& session, QObject* parent = nullptr);

  quint64 load(const query::ThreadQuery& query);
  quint64 countBeyond(const query::ThreadQuery& query, const query::Key& top);
  quint64 reread(const std::vector<std::string>& threadIds, const query::ThreadQuery& query = {});
  void cancel();

 Q_SIGNALS:
  void loaded(quint64 generation, const heddle::query::Page<heddle::query::ThreadRecord>& page);
  void counted(quint64 generation, const heddle::query::NewerCount& count);
  void rereadDone(quint64 generation, const std::vector<heddle::query::ThreadRecord>& rows);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  Question page_, count_, reread_;
};

/// Works on every flavour with checkpoint tables.
class PgThreadDetailFeed : public ThreadDetailFeed {
  Q_OBJECT

 public:
  explicit PgThreadDetailFeed(PgSession& session, QObject* parent = nullptr);

  quint64 load(const std::string& threadId) override;
  quint64 loadHistory(const query::HistoryQuery& query) override;
  quint64 loadCheckpoint(const std::string& threadId, const std::string& ns, const std::string& checkpointId,
                         std::shared_ptr<const checkpoint::AesKey> key = nullptr,
                         query::ValueCaps caps = {}) override;
  void cancelCheckpoint() override { checkpoint_.drop(); }
  void cancel() override;
  std::string historyAbsence() const override;

 private:
  PgSession& session_;
  Question detail_, history_, checkpoint_;
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::query::Page<heddle::query::ThreadRecord>)
