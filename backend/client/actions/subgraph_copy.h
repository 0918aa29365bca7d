// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/thread_detail_feed.h"
#include "backend/query/requests.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include <QObject>

namespace heddle::client {

/// The checkpoints that the subgraphs of a thread have, newest first, as they go into a copy.
struct SubgraphCheckpoints {
  wire::Value::Array rows;
  bool cut = false;  // there are more than a copy takes
  int unread = 0;    // of which a value is encrypted, larger than what is read, or in no known form
};

/// Reads the checkpoints of all namespaces of a thread but its own, which the API does not list, from where
/// the console reads checkpoints itself. One thread at a time; deleting it ends it early. GUI thread.
class SubgraphCopy : public QObject {
  Q_OBJECT

 public:
  /// `key` reads encrypted values; it may be nullptr.
  SubgraphCopy(std::unique_ptr<ThreadDetailFeed> feed, std::shared_ptr<const checkpoint::AesKey> key,
               QObject* parent = nullptr);

  /// With a run only what that run made; at most so many.
  void read(const std::string& threadId, const std::string& runId, std::size_t most);

 Q_SIGNALS:
  void finished(const heddle::client::SubgraphCheckpoints& checkpoints);
  void failed(const heddle::client::SourceError& error);

 private:
  void ask();
  void listed(const std::vector<query::CheckpointRecord>& rows, bool more);
  void readNext();
  void take(const CheckpointContent& content);

  std::unique_ptr<ThreadDetailFeed> feed_;
  std::shared_ptr<const checkpoint::AesKey> key_;
  query::HistoryQuery query_;
  std::size_t most_ = 0;
  quint64 wanted_ = 0;
  std::vector<query::CheckpointRecord> list_;
  std::size_t next_ = 0;  // of the list
  SubgraphCheckpoints answer_;
};

/// The namespaces of subgraphs that a history of the API names, by the tasks that ran them: not those below
/// them, nor of a subgraph that a node calls by itself.
std::set<std::string> namespacesIn(const wire::Value& history);

}  // namespace heddle::client
