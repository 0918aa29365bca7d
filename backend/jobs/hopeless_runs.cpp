// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/hopeless_runs.h"

#include <algorithm>

namespace heddle::jobs {
namespace {

/// They have waited for a graph that cannot be loaded; what is claimed beside them must not wait for this
/// look.
constexpr std::chrono::milliseconds kBetweenLooks{500};

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words)
    all += (all.empty() ? "" : ", ") + word;
  return all.empty() ? "none" : all;
}

}  // namespace

HopelessRuns::HopelessRuns(core::Queue& queue, RunnerFleet& fleet, Executor& executor,
                           std::chrono::milliseconds patience)
    : queue_(queue), fleet_(fleet), executor_(executor), patience_(patience) {}

core::Task<void> HopelessRuns::tell(core::ReplicaId replica) {
  auto graphs = fleet_.ownGraphs();
  const auto broken = fleet_.brokenGraphs();
  std::erase_if(graphs, [&](const auto& graph) { return broken.contains(graph); });
  if (replica == toldFor_ && graphs == told_) co_return;
  co_await queue_.tellGraphs(replica, graphs);
  toldFor_ = replica;
  told_ = std::move(graphs);
}

core::Task<int> HopelessRuns::end(core::ReplicaId replica) {
  if (std::chrono::steady_clock::now() < nextLook_) co_return 0;
  nextLook_ = std::chrono::steady_clock::now() + kBetweenLooks;
  const auto broken = fleet_.brokenGraphs();
  core::HopelessGraphs graphs;
  graphs.known = fleet_.ownGraphs();
  graphs.patience = patience_;
  for (const auto& [graph, error] : broken)
    graphs.broken.push_back(graph);
  const std::string known = joined(graphs.known);
  auto runs = co_await queue_.claimHopeless(replica, std::move(graphs));
  for (auto& run : runs) {
    const auto found = broken.find(run.graphId);
    std::string why = found != broken.end() ? "Graph '" + run.graphId + "' cannot be loaded: " + found->second
                                            : "Graph '" + run.graphId +
                                                  "' is not in langgraph.json, which names: " + known + ".";
    executor_.end(std::move(run), std::move(why));
  }
  co_return static_cast<int>(runs.size());
}

}  // namespace heddle::jobs
