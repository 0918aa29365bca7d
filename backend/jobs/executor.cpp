// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/executor.h"

#include "backend/observe/log.h"

#include <algorithm>

namespace heddle::jobs {

using namespace std::chrono_literals;

Executor::Executor(boost::asio::any_io_executor executor, ExecutionPorts ports)
    : executor_(executor), ports_(std::move(ports)), changed_(executor), tasks_(executor) {}

void Executor::start(core::ClaimedRun run) {
  add(std::make_shared<Execution>(executor_, std::move(run), ports_));
}

void Executor::end(core::ClaimedRun run, std::string why) {
  add(std::make_shared<Execution>(executor_, std::move(run), ports_, std::move(why)));
}

void Executor::add(std::shared_ptr<Execution> execution) {
  live_[execution->claimed().slot.runId.value()] = execution;
  tasks_.spawn(execute(std::move(execution)));
}

core::Task<void> Executor::execute(std::shared_ptr<Execution> execution) {
  const auto id = execution->claimed().slot.runId.value();
  try {
    co_await execution->run();
  } catch (const std::exception& failure) {
    // The lease runs on; whoever sweeps after this replica finds the run.
    observe::error("an execution failed", {{"run_id", id.text()}, {"error", failure.what()}});
  }
  const auto found = live_.find(id);
  if (found != live_.end() && found->second == execution) live_.erase(found);
  changed_.notifyAll();
}

bool Executor::cancel(core::RunId run, core::CancelAction action) {
  const auto found = live_.find(run);
  if (found == live_.end()) return false;
  found->second->cancel(action);
  return true;
}

void Executor::refill(core::RunId run, std::optional<EventId> after, core::ReplicaId replica) {
  const auto found = live_.find(run);
  if (found != live_.end()) found->second->refill(after, replica);
}

void Executor::fenceAll() {
  const auto live = live_;
  for (const auto& [id, execution] : live)
    execution->fence();
}

int Executor::freePlaces() const {
  // A run that was claimed but has not reached its runner yet takes a place as well.
  const int atRunners = ports_.fleet.freePlaces();
  const int ours = ports_.fleet.jobs() - static_cast<int>(live_.size());
  return std::max(0, std::min(atRunners, ours) - reserved_);
}

core::Task<void> Executor::drain(std::chrono::milliseconds grace) {
  const auto deadline = std::chrono::steady_clock::now() + grace;
  bool asked = false;
  while (!live_.empty()) {
    const auto now = std::chrono::steady_clock::now();
    const bool late = now >= deadline;
    const auto live = live_;
    for (const auto& [id, execution] : live) {
      const bool mayWait =
          execution->hasListeners() || durabilityOf(execution->claimed().kwargs) == core::Durability::exit;
      if (late)
        execution->handOffNow();
      else if (!mayWait)
        execution->handOffAtStep();
    }
    if (late && std::exchange(asked, true) && now >= deadline + 10s) break;
    co_await changed_.waitFor(late ? 500ms : std::min<std::chrono::nanoseconds>(deadline - now, 500ms));
  }
}

core::Task<void> Executor::stop() {
  fenceAll();
  co_await changed_.waitFor(1ms);
  tasks_.cancel();
  co_await tasks_.join();
  live_.clear();
}

}  // namespace heddle::jobs
