// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/runner_seat.h"

#include "backend/observe/log.h"

#include <algorithm>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;

constexpr auto kLongestPause = 30000ms;
constexpr auto kOldEnough = 10s;

}  // namespace

RunnerSeat::RunnerSeat(boost::asio::any_io_executor executor, core::Spawner& spawner, SaverService& saver,
                       RunnerProcess::Settings settings)
    : spawner_(spawner), saver_(saver), settings_(std::move(settings)), changed_(executor), tasks_(executor) {
  settings_.onChange = [this, tell = settings_.onChange] {
    changed_.notifyAll();
    tell();
  };
}

void RunnerSeat::start() {
  tasks_.spawn(keepSeated());
}

core::Task<void> RunnerSeat::stop() {
  retiring_ = true;
  kill("the server stops or loads its graphs anew");
  changed_.notifyAll();
  co_await tasks_.join();
}

core::Task<void> RunnerSeat::retire(std::chrono::milliseconds patience) {
  retiring_ = true;
  drain();
  changed_.notifyAll();
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!everybody().empty()) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (patience > 0ms && left <= left.zero()) break;
    co_await changed_.waitFor(patience > 0ms ? left : 1h);
  }
  co_await stop();
}

std::vector<std::shared_ptr<RunnerSeat::Sitting>> RunnerSeat::everybody() const {
  auto all = outgrown_;
  if (current_) all.push_back(current_);
  return all;
}

int RunnerSeat::active() const {
  int active = 0;
  for (const auto& each : everybody())
    active += each->runner->active();
  return active;
}

void RunnerSeat::kill(std::string_view why) {
  for (const auto& each : everybody())
    each->runner->kill(why);
}

void RunnerSeat::drain() {
  for (const auto& each : everybody())
    each->runner->drain();
}

core::Task<void> RunnerSeat::sit(std::shared_ptr<Sitting> sitting) {
  try {
    if (!retiring_) co_await sitting->runner->run();
    sitting->loaded = sitting->runner->hasLoaded();
  } catch (const std::exception& failure) {
    observe::error("a runner cannot be started", {{"runner", settings_.name}, {"error", failure.what()}});
  }
  sitting->ended = true;
  std::erase(outgrown_, sitting);
  if (current_ == sitting) current_.reset();
  settings_.onChange();
}

core::Task<void> RunnerSeat::keepSeated() {
  auto pause = settings_.restartPause;
  while (!retiring_) {
    const auto began = std::chrono::steady_clock::now();
    const auto sitting = std::make_shared<Sitting>();
    sitting->runner = std::make_unique<RunnerProcess>(changed_.executor(), spawner_, saver_, settings_);
    current_ = sitting;
    tasks_.spawn(sit(sitting));
    while (!sitting->ended && !sitting->runner->isOutgrown())
      co_await changed_.wait();
    if (!sitting->ended) outgrown_.push_back(std::exchange(current_, nullptr));
    const bool loaded = sitting->loaded || sitting->runner->isOutgrown();
    failedStarts_ = loaded ? 0 : failedStarts_ + 1;
    settings_.onChange();
    if (retiring_) co_return;
    const bool mayDieYoung = settings_.role == RunnerRole::quarantine;
    const bool lasted = loaded && (mayDieYoung || std::chrono::steady_clock::now() - began > kOldEnough);
    pause = lasted ? settings_.restartPause : std::min(pause * 2, kLongestPause);
    co_await changed_.waitFor(pause / 2);
  }
}

}  // namespace heddle::jobs
