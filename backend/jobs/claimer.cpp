// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/claimer.h"

#include "backend/observe/log.h"

#include <algorithm>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstLook = 250ms, kLongestLook = 2000ms;
constexpr int kBatch = 64;

}  // namespace

Claimer::Claimer(boost::asio::any_io_executor executor, Ports ports)
    : ports_(std::move(ports)), poked_(executor), tasks_(executor) {}

void Claimer::start() {
  if (tasks_.size() > 0) return;
  tasks_.reopen();
  tasks_.spawn(claimAlways());
  tasks_.spawn(listenForWakes());
  tasks_.spawn(followRunners());
}

core::Task<void> Claimer::stop() {
  tasks_.cancel();
  co_await tasks_.join();
}

void Claimer::poke() {
  wasPoked_ = true;
  poked_.notifyAll();
}

core::Task<void> Claimer::claimAlways() {
  std::chrono::milliseconds pause = kFirstLook;
  while (true) {
    wasPoked_ = false;
    const int places = std::min(ports_.executor.freePlaces(), kBatch);
    int claimed = co_await claimOnce(places);
    // Only a look that took all it could: what is ready still is nothing for this replica's graphs.
    const bool tookAll = places > 0 || ports_.fleet.nothingLoaded();
    claimed += co_await judgeGraphs(claimed == 0 && tookAll && !backlog_);
    if (claimed > 0) {
      pause = kFirstLook;
      continue;
    }
    if (wasPoked_) continue;
    const bool poked = co_await poked_.waitFor(pause);
    pause = poked ? std::chrono::milliseconds(kFirstLook)
                  : std::min<std::chrono::milliseconds>(pause * 2, kLongestLook);
  }
}

/// One look for each language: a free place for the one is none for the other.
core::Task<int> Claimer::claimOnce(int places) {
  int claimed = 0;
  bool more = false;
  auto shares = ports_.fleet.shares();
  for (auto& share : shares) {
    share.places = std::min(share.places, places - claimed);
    if (share.places <= 0) break;
    const int wanted = share.places;
    const int got = co_await claimShare(std::move(share));
    claimed += got;
    more = more || got == wanted;
  }
  backlog_ = more;
  co_return claimed;
}

core::Task<int> Claimer::claimShare(RunnerFleet::Share share) {
  const auto replica = ports_.replica();
  if (!replica) co_return 0;
  try {
    auto runs = co_await ports_.queue.claim(*replica, share.places, std::move(share.graphs));
    for (auto& run : runs)
      ports_.executor.start(std::move(run));
    co_return static_cast<int>(runs.size());
  } catch (const std::exception& failure) {
    if (tasks_.cancelled()) throw;
    observe::error("claiming failed", {{"error", failure.what()}});
    co_return 0;
  }
}

core::Task<int> Claimer::judgeGraphs(bool mayEnd) {
  const auto replica = ports_.replica();
  if (!replica) co_return 0;
  try {
    co_await ports_.hopeless.tell(*replica);
    if (!mayEnd) co_return 0;
    co_return co_await ports_.hopeless.end(*replica);
  } catch (const std::exception& failure) {
    if (tasks_.cancelled()) throw;
    observe::error("ending runs of graphs that cannot be loaded failed", {{"error", failure.what()}});
    co_return 0;
  }
}

/// One wake is taken only with a place to use it.
core::Task<void> Claimer::listenForWakes() {
  while (true) {
    if (ports_.executor.freePlaces() == 0 || !ports_.replica()) {
      co_await ports_.executor.changed().waitFor(1s);
      continue;
    }
    const bool woken = co_await ports_.live.awaitWake(1s);
    if (woken) poke();
  }
}

core::Task<void> Claimer::followRunners() {
  bool hadPlaces = false;
  while (true) {
    const bool has = ports_.executor.freePlaces() > 0;
    if (has && !hadPlaces) poke();
    hadPlaces = has;
    co_await ports_.fleet.changed().waitFor(1s);
  }
}

}  // namespace heddle::jobs
