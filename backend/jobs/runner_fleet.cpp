// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/runner_fleet.h"

#include <algorithm>
#include <iterator>

namespace heddle::jobs {
namespace {

/// Two arrays as one.
void append(core::JsonText& list, const core::JsonText& more) {
  if (more.text == "[]") return;
  if (list.text.size() > 2) list.text.insert(list.text.size() - 1, ",");
  list.text.insert(list.text.size() - 1, more.text, 1, more.text.size() - 2);
}

}  // namespace

RunnerFleet::RunnerFleet(boost::asio::any_io_executor executor, core::Spawner& spawner, SaverPorts ports,
                         FleetOptions options)
    : spawner_(spawner),
      ports_(std::move(ports)),
      options_(std::move(options)),
      changed_(std::move(executor)) {
  for (const auto& pool : options_.pools)
    pools_.push_back(makePool(pool));
}

RunnerFleet::~RunnerFleet() = default;

std::unique_ptr<RunnerPool> RunnerFleet::makePool(PoolOptions options) {
  return std::make_unique<RunnerPool>(changed_, spawner_, ports_, std::move(options));
}

void RunnerFleet::start() {
  running_ = true;
  for (const auto& pool : pools_)
    pool->start();
}

core::Task<void> RunnerFleet::stop() {
  running_ = false;
  for (const auto& pool : pools_)
    co_await pool->stop();
  for (const auto& pool : withdrawn_)
    co_await pool->stop();
  withdrawn_.clear();
}

void RunnerFleet::killAll(std::string_view why) {
  for (const auto& pool : pools_)
    pool->killAll(why);
}

void RunnerFleet::reload() {
  if (!running_) return;
  if (options_.renew) options_.pools = options_.renew();
  std::vector<std::unique_ptr<RunnerPool>> kept;
  for (const auto& wanted : options_.pools) {
    const auto known = std::find_if(pools_.begin(), pools_.end(), [&](const auto& pool) {
      return pool != nullptr && pool->language() == wanted.spec.language;
    });
    if (known != pools_.end()) {
      kept.push_back(std::move(*known));
      kept.back()->reload(wanted.spec);
    } else {
      kept.push_back(makePool(wanted));
      kept.back()->start();
    }
  }
  for (auto& gone : pools_) {
    if (gone == nullptr) continue;
    gone->withdraw();
    withdrawn_.push_back(std::move(gone));
  }
  pools_ = std::move(kept);
}

RunnersInfo RunnerFleet::info() const {
  RunnersInfo all;
  all.interpreters.text = "[]";
  all.loaded = true;
  for (const auto& pool : pools_) {
    const auto info = pool->info();
    all.graphs.insert(all.graphs.end(), info.graphs.begin(), info.graphs.end());
    if (info.app) all.app = info.app;
    append(all.interpreters, info.interpreters);
    all.generation = std::max(all.generation, info.generation);
    all.workersMax = std::max(all.workersMax, info.workersMax);
    all.workersActive += info.workersActive;
    all.workersBlocked += info.workersBlocked;
    all.loaded = all.loaded && info.loaded;
  }
  return all;
}

RunnerPool* RunnerFleet::poolOf(std::string_view graph) const {
  for (const auto& pool : pools_)
    if (pool->owns(graph)) return pool.get();
  return nullptr;
}

RunnerProcess* RunnerFleet::executorFor(std::string_view graph) {
  auto* pool = poolOf(graph);
  return pool == nullptr ? nullptr : pool->executorFor(graph);
}

RunnerProcess* RunnerFleet::quarantineFor(std::string_view graph) {
  auto* pool = poolOf(graph);
  return pool == nullptr ? nullptr : pool->quarantineFor(graph);
}

RunnerProcess* RunnerFleet::reader(std::string_view graph, std::string_view language) {
  if (auto* pool = poolOf(graph)) return pool->reader();
  for (const auto& pool : pools_)
    if (pool->language() == language) return pool->reader();
  return pools_.empty() ? nullptr : pools_.front()->reader();
}

int RunnerFleet::jobs() const {
  int jobs = 0;
  for (const auto& pool : options_.pools)
    jobs = std::max(jobs, pool.jobs);
  return jobs;
}

int RunnerFleet::freePlaces() const {
  int places = 0;
  for (const auto& pool : pools_)
    places += pool->freePlaces();
  return places;
}

bool RunnerFleet::canStart(std::string_view graph) const {
  const auto* pool = poolOf(graph);
  if (pool == nullptr || pool->freePlaces() == 0) return false;
  const auto graphs = pool->claimableGraphs();
  return std::find(graphs.begin(), graphs.end(), graph) != graphs.end();
}

std::vector<RunnerFleet::Share> RunnerFleet::shares() const {
  std::vector<Share> shares;
  for (const auto& pool : pools_) {
    Share share{pool->freePlaces(), pool->claimableGraphs()};
    if (share.places > 0 && !share.graphs.empty()) shares.push_back(std::move(share));
  }
  return shares;
}

bool RunnerFleet::nothingLoaded() const {
  return std::all_of(pools_.begin(), pools_.end(),
                     [](const auto& pool) { return pool->claimableGraphs().empty(); });
}

std::vector<std::string> RunnerFleet::ownGraphs() const {
  std::vector<std::string> all;
  for (const auto& pool : pools_) {
    auto graphs = pool->ownGraphs();
    std::move(graphs.begin(), graphs.end(), std::back_inserter(all));
  }
  return all;
}

std::map<std::string, std::string> RunnerFleet::brokenGraphs() const {
  std::map<std::string, std::string> all;
  for (const auto& pool : pools_)
    all.merge(pool->brokenGraphs());
  return all;
}

}  // namespace heddle::jobs
