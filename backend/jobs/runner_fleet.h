// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/runner_pool.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::jobs {

/// All runners of one replica: a pool for each language that langgraph.json uses. A graph belongs to the pool
/// of its language, for runs and for questions. I/O thread only; stop() before destruction.
class RunnerFleet : public Runners {
 public:
  RunnerFleet(boost::asio::any_io_executor executor, core::Spawner& spawner, SaverPorts ports,
              FleetOptions options);
  ~RunnerFleet() override;

  void start();
  core::Task<void> stop();
  /// Kills all runners; new ones take their places. For a replica that lost its lease.
  void killAll(std::string_view why);

  RunnersInfo info() const override;
  /// Pools come and go with the languages of langgraph.json.
  void reload() override;

  /// See RunnerPool.
  RunnerProcess* executorFor(std::string_view graph);
  RunnerProcess* quarantineFor(std::string_view graph);
  /// The reader that has the graph, when it can take a question; of an empty name, that of the language, or
  /// any.
  RunnerProcess* reader(std::string_view graph, std::string_view language = {});

  /// Runs at once over all languages; who starts them sees to it.
  int jobs() const;
  /// Runs that could start now, language by language.
  int freePlaces() const;
  bool canStart(std::string_view graph) const;
  /// What one pool could take over from the queue.
  struct Share {
    int places = 0;
    std::vector<std::string> graphs;
  };
  std::vector<Share> shares() const;
  /// No executor has any graph (yet).
  bool nothingLoaded() const;
  /// All graphs of langgraph.json, and why some of them cannot be loaded.
  std::vector<std::string> ownGraphs() const;
  std::map<std::string, std::string> brokenGraphs() const;
  /// Notified when any runner changed.
  async::Notifier& changed() { return changed_; }

 private:
  std::unique_ptr<RunnerPool> makePool(PoolOptions options);
  RunnerPool* poolOf(std::string_view graph) const;

  core::Spawner& spawner_;
  SaverPorts ports_;
  FleetOptions options_;
  async::Notifier changed_;
  std::vector<std::unique_ptr<RunnerPool>> pools_;
  std::vector<std::unique_ptr<RunnerPool>> withdrawn_;  // finishing their runs
  bool running_ = false;
};

}  // namespace heddle::jobs
