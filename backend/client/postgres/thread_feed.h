// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include <QObject>

#include "backend/client/postgres/question.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"
#include "backend/wire/value.h"

namespace heddle::client {

/// The threads page's questions; rules as for RunFeed.
class ThreadFeed : public QObject {
  Q_OBJECT

 public:
  explicit ThreadFeed(PgSession& session, QObject* parent = nullptr);

  quint64 load(const query::ThreadQuery& query);
  quint64 countBeyond(const query::ThreadQuery& query, const query::Key& top);
  quint64 reread(const std::vector<std::string>& threadIds);
  void cancel();

 Q_SIGNALS:
  void loaded(quint64 generation, const heddle::query::Page<heddle::query::ThreadRecord>& page);
  void counted(quint64 generation, const heddle::query::NewerCount& count);
  void rereadDone(quint64 generation, const std::vector<heddle::query::ThreadRecord>& rows);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  PgSession& session_;
  Question page_, count_, reread_;
};

/// A channel of a state: where its value comes from and how it is stored.
struct ChannelInfo {
  std::string name, version, type;  // type: msgpack, json, inline, …
  std::int64_t size = 0;            // bytes as stored
  std::string note;                 // "encrypted", "pickle is never decoded", a decoding failure; empty when fine
};

struct TaskWrite {
  std::string taskId, taskPath, channel, type;
  int index = 0;
  wire::Value value;
  std::string note;
};

/// One checkpoint, decoded in the lane's thread. Big: passed as a shared constant.
struct CheckpointContent {
  query::CheckpointRecord row;
  wire::Value values;    // object: channel -> value, internal channels left out
  wire::Value metadata;  // object
  wire::Value checkpoint;  // the row's JSON as stored
  std::vector<ChannelInfo> channels;
  std::vector<TaskWrite> writes;  // pending ones of this checkpoint, in task order
  wire::Value interrupts;         // array of {id, value}
  bool truncated = false;         // something was above the size cap
};
using CheckpointContentPtr = std::shared_ptr<const CheckpointContent>;


/// The thread inspector's questions; rules as for RunFeed. Works on every flavour with checkpoint tables.
class ThreadDetailFeed : public QObject {
  Q_OBJECT

 public:
  explicit ThreadDetailFeed(PgSession& session, QObject* parent = nullptr);

  quint64 load(const std::string& threadId);
  quint64 loadHistory(const query::HistoryQuery& query);
  /// Without `checkpointId` the newest of the namespace.
  quint64 loadCheckpoint(const std::string& threadId, const std::string& ns, const std::string& checkpointId);

 Q_SIGNALS:
  void loaded(quint64 generation, const heddle::query::ThreadDetail& detail);
  void historyLoaded(quint64 generation, const std::vector<heddle::query::CheckpointRecord>& rows, bool more);
  void checkpointLoaded(quint64 generation, const heddle::client::CheckpointContentPtr& content);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  PgSession& session_;
  Question detail_, history_, checkpoint_;
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::client::CheckpointContentPtr)
Q_DECLARE_METATYPE(heddle::query::ThreadDetail)
Q_DECLARE_METATYPE(heddle::query::Page<heddle::query::ThreadRecord>)
