// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/run_service.h"
#include "backend/jobs/runner_seat.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace heddle::jobs {

/// The runner processes of one language: per generation one reader and some executors (DESIGN §4a.22). A
/// reload starts a new generation beside the old one, which serves until every graph of the new one has
/// loaded; a new one with a broken graph is given up and its errors are shown. I/O thread only; stop() before
/// destruction.
class RunnerPool : public Runners {
 public:
  /// `changed` is notified when any runner changed; all pools of a replica share it.
  RunnerPool(async::Notifier& changed, core::Spawner& spawner, SaverPorts ports, PoolOptions options);
  ~RunnerPool() override;

  void start();
  core::Task<void> stop();
  /// Kills all runners; new ones take their places. For a replica that lost its lease.
  void killAll(std::string_view why);
  /// The project has no graphs for it any more: nothing new; what runs has the time that a reload grants.
  void withdraw();

  RunnersInfo info() const override;
  void reload() override;
  /// The same with another spec: langgraph.json has changed.
  void reload(RunnerSpec spec);

  const std::string& language() const { return options_.spec.language; }
  /// Whether langgraph.json gives it this graph, loaded or not.
  bool owns(std::string_view graph) const;

  /// The least busy executor with a free place that has the graph; nullptr when there is none.
  RunnerProcess* executorFor(std::string_view graph);
  /// A runner that takes this one run only, for a run that lost an attempt already; nullptr: not yet.
  RunnerProcess* quarantineFor(std::string_view graph);
  /// The reader, when it can take a question.
  RunnerProcess* reader();
  /// Runs that could start now.
  int freePlaces() const;
  /// Graphs that executors have loaded.
  std::vector<std::string> claimableGraphs() const;
  /// All that langgraph.json gives it.
  std::vector<std::string> ownGraphs() const;
  /// Why graphs of its own cannot be loaded. Empty while a load that may mend them goes on.
  std::map<std::string, std::string> brokenGraphs() const;

 private:
  struct Generation;

  std::unique_ptr<Generation> makeGeneration();
  void onChange();
  void judgeCandidate();
  void startRetiring(std::unique_ptr<Generation> old, std::chrono::milliseconds patience);
  core::Task<void> retire(Generation* old, std::chrono::milliseconds patience);

  core::Spawner& spawner_;
  SaverService saver_;
  PoolOptions options_;
  async::Notifier& changed_;
  async::TaskScope tasks_;
  std::unique_ptr<Generation> serving_, candidate_;
  std::vector<std::unique_ptr<Generation>> retired_;  // finishing their runs
  std::vector<GraphInfo> lastLoad_;
  int generations_ = 0;
  bool running_ = false, reloadAgain_ = false;
};

}  // namespace heddle::jobs
