// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/expiry_sweep.h"

#include "backend/async/notifier.h"
#include "backend/observe/log.h"

#include <algorithm>
#include <random>

namespace heddle::jobs {

ExpirySweep::ExpirySweep(boost::asio::any_io_executor executor, std::string what,
                         std::chrono::milliseconds every, std::int64_t most, Portion portion)
    : what_(std::move(what)), every_(every), most_(most), portion_(std::move(portion)), tasks_(executor) {}

void ExpirySweep::start() {
  if (tasks_.size() > 0) return;
  tasks_.reopen();
  tasks_.spawn(sweepAlways());
}

core::Task<void> ExpirySweep::stop() {
  tasks_.cancel();
  co_await tasks_.join();
}

core::Task<void> ExpirySweep::sweepAlways() {
  std::minstd_rand random{std::random_device{}()};
  while (true) {
    // Replicas started together drift apart.
    std::uniform_int_distribution<std::int64_t> spread(every_.count() * 8 / 10, every_.count() * 12 / 10);
    co_await async::sleepFor(std::chrono::milliseconds(std::max<std::int64_t>(1, spread(random))));
    try {
      const auto gone = co_await sweepOnce();
      if (gone > 0) observe::info("expired", {{"what", what_}, {"count", gone}});
    } catch (const std::exception& failure) {
      if (tasks_.cancelled()) throw;
      observe::error("removing what has expired failed", {{"what", what_}, {"error", failure.what()}});
    }
  }
}

core::Task<std::int64_t> ExpirySweep::sweepOnce() {
  std::int64_t all = 0;
  while (true) {
    const auto portion = co_await portion_();
    all += portion;
    if (portion == 0 || all >= most_) co_return all;
  }
}

}  // namespace heddle::jobs
