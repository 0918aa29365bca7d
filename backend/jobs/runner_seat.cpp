// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/runner_seat.h"

#include "backend/observe/log.h"

#include <algorithm>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstPause = 200ms, kLongestPause = 30000ms;
constexpr auto kOldEnough = 10s;

}  // namespace

RunnerSeat::RunnerSeat(boost::asio::any_io_executor executor, core::Spawner& spawner, SaverService& saver,
                       RunnerProcess::Settings settings)
    : spawner_(spawner),
      saver_(saver),
      settings_(std::move(settings)),
      emptied_(executor),
      tasks_(executor) {}

void RunnerSeat::start() {
  tasks_.spawn(keepSeated());
}

core::Task<void> RunnerSeat::stop() {
  retiring_ = true;
  if (runner_) runner_->kill();
  emptied_.notifyAll();
  co_await tasks_.join();
}

core::Task<void> RunnerSeat::retire(std::chrono::milliseconds patience) {
  retiring_ = true;
  if (runner_) runner_->drain();
  emptied_.notifyAll();
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (runner_) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (patience > 0ms && left <= left.zero()) break;
    co_await emptied_.waitFor(patience > 0ms ? left : 1h);
  }
  co_await stop();
}

core::Task<void> RunnerSeat::keepSeated() {
  auto pause = kFirstPause;
  while (!retiring_) {
    const auto began = std::chrono::steady_clock::now();
    bool loaded = false;
    runner_ = std::make_unique<RunnerProcess>(emptied_.executor(), spawner_, saver_, settings_);
    try {
      co_await runner_->run();
      loaded = !runner_->graphs().empty();
    } catch (const std::system_error& failure) {
      observe::error("a runner cannot be started", {{"runner", settings_.name}, {"error", failure.what()}});
    }
    failedStarts_ = loaded ? 0 : failedStarts_ + 1;
    runner_.reset();
    emptied_.notifyAll();
    settings_.onChange();
    if (retiring_) co_return;
    const bool dieYoung = settings_.role == RunnerRole::quarantine;
    const bool lasted = loaded && (dieYoung || std::chrono::steady_clock::now() - began > kOldEnough);
    pause = lasted ? kFirstPause : std::min(pause * 2, kLongestPause);
    co_await emptied_.waitFor(pause / 2);
  }
}

}  // namespace heddle::jobs
