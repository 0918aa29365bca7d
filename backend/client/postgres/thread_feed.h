// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/state.h"
#include "backend/client/postgres/question.h"
#include "backend/query/checkpoint_sql.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"
#include "backend/wire/value.h"

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

/// One checkpoint, read and decoded in the lane's thread. Big: passed as a shared constant.
struct CheckpointContent {
  query::CheckpointRecord row;
  checkpoint::CheckpointState state;
  wire::Value values;      // object: channel -> value, internal channels left out
  wire::Value checkpoint;  // the row's JSON as stored
  bool truncated = false;  // a value above the size cap was left in the database
};
using CheckpointContentPtr = std::shared_ptr<const CheckpointContent>;

/// The thread inspector's questions; rules as for RunFeed. Works on every flavour with checkpoint tables.
class ThreadDetailFeed : public QObject {
  Q_OBJECT

 public:
  explicit ThreadDetailFeed(PgSession& session, QObject* parent = nullptr);

  quint64 load(const std::string& threadId);
  quint64 loadHistory(const query::HistoryQuery& query);
  /// Without `checkpointId` the newest of the namespace. Encrypted values are read with `key`; values above
  /// the caps stay in the database.
  quint64 loadCheckpoint(const std::string& threadId, const std::string& ns, const std::string& checkpointId,
                         const std::shared_ptr<const checkpoint::AesKey>& key = nullptr,
                         query::ValueCaps caps = {});

 Q_SIGNALS:
  void loaded(quint64 generation, const heddle::query::ThreadDetail& detail);
  void historyLoaded(quint64 generation, const std::vector<heddle::query::CheckpointRecord>& rows, bool more);
  void checkpointLoaded(quint64 generation, const heddle::client::CheckpointContentPtr& content);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  Question detail_, history_, checkpoint_;
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::client::CheckpointContentPtr)
Q_DECLARE_METATYPE(heddle::query::ThreadDetail)
Q_DECLARE_METATYPE(heddle::query::Page<heddle::query::ThreadRecord>)
