// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/sweeper.h"

#include "backend/observe/log.h"

#include <random>

namespace heddle::jobs {

Sweeper::Sweeper(boost::asio::any_io_executor executor, core::Queue& queue, std::chrono::milliseconds every,
                 std::function<void(const core::SweepReport&)> onReport)
    : queue_(queue), every_(every), onReport_(std::move(onReport)), tasks_(executor) {}

void Sweeper::start() {
  if (tasks_.size() > 0) return;
  tasks_.reopen();
  tasks_.spawn(sweepAlways());
}

core::Task<void> Sweeper::stop() {
  tasks_.cancel();
  co_await tasks_.join();
}

core::Task<void> Sweeper::sweepAlways() {
  std::minstd_rand random{std::random_device{}()};
  while (true) {
    std::uniform_int_distribution<std::int64_t> spread(every_.count() * 8 / 10, every_.count() * 12 / 10);
    co_await async::sleepFor(std::chrono::milliseconds(spread(random)));
    try {
      const auto report = co_await queue_.sweep();
      for (const auto& run : report.requeued)
        observe::warning("a run of a dead replica was requeued", {{"run_id", run.text()}});
      for (const auto& run : report.ended)
        observe::warning("a run of a dead replica was ended", {{"run_id", run.text()}});
      onReport_(report);
    } catch (const std::exception& failure) {
      if (tasks_.cancelled()) throw;
      observe::error("sweeping failed", {{"error", failure.what()}});
    }
  }
}

}  // namespace heddle::jobs
