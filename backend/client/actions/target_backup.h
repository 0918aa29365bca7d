// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/actions/action_plan.h"
#include "backend/client/actions/subgraph_copy.h"
#include "backend/client/api/api_session.h"

#include <memory>
#include <vector>

#include <QFile>
#include <QObject>

namespace heddle::client {

/// One part that a copy of a target is made of, and how it is asked for.
struct BackupRead {
  enum class Pages { none, byOffset, byCheckpoint };
  std::string part;  // "thread", "runs", "history", …
  QByteArray method;
  QString path;
  Pages pages = Pages::none;
  QString runId = {};  // of checkpoints: only those that this run made
};

/// Whether this action takes something away of which a copy can be kept.
bool canKeepCopy(ActionVerb verb);
/// Whether checkpoints go, of which the API lists a part only.
bool hasSubgraphs(ActionVerb verb);

/// Where a copy goes.
struct BackupPlace {
  QString folder;     // gets a file with a name of its own; made when it is not there
  QString file = {};  // or exactly this one, which must not be there yet
};

/// Keeps a copy of what an action is about to take away: reads each target through the API and writes one
/// line of JSON for it into a file that its owner alone can read. The API lists the checkpoints of a thread
/// itself; those of its subgraphs are read with readSubgraphsFrom(), else the copy names what it lacks.
/// Secrets are masked. A target that is gone already is left out; any other failure ends it, and no file
/// stays. Deleting it ends it early. GUI thread; `api` outlives it.
class TargetBackup : public QObject {
  Q_OBJECT

 public:
  TargetBackup(ApiSession& api, const ActionPlan& plan, BackupPlace place, QObject* parent = nullptr);
  ~TargetBackup() override;
  /// Before start(). `feed` may be nullptr, and goes with this; `key` too, and reads encrypted values.
  void readSubgraphsFrom(std::unique_ptr<ThreadDetailFeed> feed,
                         std::shared_ptr<const checkpoint::AesKey> key);
  void start();
  int total() const { return static_cast<int>(targets_.size()); }
  /// Sentences about what is missing: more runs or checkpoints than a copy takes, subgraphs; empty: the copy
  /// is whole, as far as is known.
  QString omission() const;

 Q_SIGNALS:
  void progressed(int kept);
  void finished(const QString& path);
  void failed(const QString& sentence);

 private:
  bool open();
  bool openNamed();
  void keep(std::size_t index);
  void read(std::size_t index, std::size_t part);
  void readCron(std::size_t index);
  void page(std::size_t index, std::size_t part, wire::Value::Array rows);
  void paged(std::size_t index, std::size_t part, wire::Value::Array rows, const wire::Value& answer);
  bool answered(std::size_t index, const SourceError* error);
  void readSubgraphs(std::size_t index);
  void subgraphsRead(std::size_t index, const SubgraphCheckpoints& read);
  void nameSubgraphs(std::size_t index);
  void fail(std::size_t index, const QString& why);
  void write(std::size_t index);
  void end();

  ApiSession& api_;
  ActionVerb verb_;
  std::vector<ActionTarget> targets_;
  BackupPlace place_;
  std::unique_ptr<QFile> file_;
  bool kept_ = false;
  std::unique_ptr<SubgraphCopy> subgraphs_;
  int cut_ = 0;                    // targets of which something is left out
  int unread_ = 0;                 // checkpoints of subgraphs of which a value could not be read
  std::set<std::string> missing_;  // namespaces of subgraphs
  wire::Value::Object parts_;      // of the target that is being read
};

}  // namespace heddle::client
