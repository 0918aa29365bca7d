// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/aes_key.h"
#include "backend/checkpoint/state.h"
#include "backend/client/source.h"
#include "backend/query/checkpoint_sql.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"
#include "backend/wire/value.h"

#include <memory>
#include <vector>

#include <QObject>

namespace heddle::client {

/// One checkpoint, read and decoded outside the GUI thread. Big: passed as a shared constant.
struct CheckpointContent {
  query::CheckpointRecord row;
  checkpoint::CheckpointState state;
  wire::Value values;      // object: channel -> value, internal channels left out
  wire::Value checkpoint;  // the row's JSON as stored
  bool truncated = false;  // a value above the size cap was left where it is
  Source source = Source::postgres;
};
using CheckpointContentPtr = std::shared_ptr<const CheckpointContent>;

/// The thread inspector's questions, to whatever keeps checkpoints. Lives in the GUI thread; every question
/// answers a generation, every signal carries the one it answers: compare and drop what is old. Owned by its
/// asker, outlived by the session.
class ThreadDetailFeed : public QObject {
  Q_OBJECT

 public:
  explicit ThreadDetailFeed(QObject* parent = nullptr) : QObject(parent) {}

  virtual quint64 load(const std::string& threadId) = 0;
  virtual quint64 loadHistory(const query::HistoryQuery& query) = 0;
  /// Without `checkpointId` the newest of the namespace. Encrypted values are read with `key`. Postgres
  /// keeps values above the caps; a document of Redis comes whole, below a cap of its own.
  virtual quint64 loadCheckpoint(const std::string& threadId, const std::string& ns,
                                 const std::string& checkpointId,
                                 std::shared_ptr<const checkpoint::AesKey> key = nullptr,
                                 query::ValueCaps caps = {}) = 0;
  /// Nobody waits for the state, or for anything, any more: what is under way is broken off, without an
  /// answer.
  virtual void cancelCheckpoint() = 0;
  virtual void cancel() = 0;
  /// Why no history is to be expected here, as far as known by now: a sentence or empty.
  virtual std::string historyAbsence() const = 0;

 Q_SIGNALS:
  void loaded(quint64 generation, const heddle::query::ThreadDetail& detail);
  void historyLoaded(quint64 generation, const std::vector<heddle::query::CheckpointRecord>& rows, bool more);
  void checkpointLoaded(quint64 generation, const heddle::client::CheckpointContentPtr& content);
  void failed(quint64 generation, const heddle::client::SourceError& error);
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::client::CheckpointContentPtr)
Q_DECLARE_METATYPE(heddle::query::ThreadDetail)
