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
    int claimed = 0;
    if (places > 0) claimed = co_await claimOnce(places);
    backlog_ = places > 0 && claimed == places;
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

core::Task<int> Claimer::claimOnce(int places) {
  const auto replica = ports_.replica();
  auto graphs = ports_.pool.claimableGraphs();
  if (!replica || graphs.empty()) co_return 0;
  try {
    auto runs = co_await ports_.queue.claim(*replica, places, std::move(graphs));
    for (auto& run : runs)
      ports_.executor.start(std::move(run));
    co_return static_cast<int>(runs.size());
  } catch (const std::exception& failure) {
    if (tasks_.cancelled()) throw;
    observe::error("claiming failed", {{"error", failure.what()}});
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
    co_await ports_.pool.changed().waitFor(1s);
  }
}

}  // namespace heddle::jobs
