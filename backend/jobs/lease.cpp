// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/lease.h"

#include "backend/observe/log.h"

#include <random>

namespace heddle::jobs {
namespace {

using Clock = std::chrono::steady_clock;

/// 20 % either way, so that replicas do not beat together.
Clock::duration jittered(std::chrono::milliseconds middle) {
  static std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<std::int64_t> spread(middle.count() * 8 / 10, middle.count() * 12 / 10);
  return std::chrono::milliseconds(spread(random));
}

}  // namespace

Lease::Lease(boost::asio::any_io_executor executor, core::Queue& queue, core::JsonText info, Events events,
             Timing timing)
    : queue_(queue),
      info_(std::move(info)),
      events_(std::move(events)),
      timing_(timing),
      changed_(executor),
      tasks_(executor) {}

core::Task<void> Lease::start() {
  tasks_.reopen();
  co_await join();
  tasks_.spawn(keep());
  tasks_.spawn(guard());
}

core::Task<void> Lease::stop() {
  tasks_.cancel();
  co_await tasks_.join();
  if (!std::exchange(held_, false)) co_return;
  try {
    co_await queue_.leave(replica_);
  } catch (const std::exception& failure) {
    observe::warning("leaving failed; others take over after the lease has ended",
                     {{"error", failure.what()}});
  }
}

core::Task<void> Lease::join() {
  const auto asked = Clock::now();
  const auto joined = co_await queue_.join(info_);
  replica_ = joined.replica;
  until_ = asked + timing_.length;
  takeClock(joined.clock);
  held_ = true;
  events_.onJoined(replica_);
  changed_.notifyAll();
}

core::Task<void> Lease::keep() {
  auto pause = jittered(timing_.renewEvery);
  while (true) {
    co_await async::sleepFor(pause);
    const bool renewed = co_await renew();
    pause = jittered(renewed ? timing_.renewEvery : timing_.retry);
  }
}

core::Task<bool> Lease::renew() {
  try {
    if (!held_) {
      co_await join();
      co_return true;
    }
    const auto asked = Clock::now();
    const auto beat = co_await queue_.heartbeat(replica_);
    if (!held_) co_return false;  // given up while the answer was on its way
    if (!beat.alive) {
      observe::error("this replica's lease is lost", {{"replica", replica_}});
      lose();
      co_return false;
    }
    until_ = asked + timing_.length;
    changed_.notifyAll();
    if (beat.clock) takeClock(*beat.clock);
    for (const auto& cancel : beat.cancels)
      events_.onCancel(cancel);
    co_return true;
  } catch (const std::exception& failure) {
    if (tasks_.cancelled()) throw;
    observe::error("renewing the lease failed", {{"replica", replica_}, {"error", failure.what()}});
    co_return false;
  }
}

/// Apart from keep(), so that a renewal that hangs cannot delay it.
core::Task<void> Lease::guard() {
  while (true) {
    if (!held_) {
      co_await changed_.wait();
      continue;
    }
    const auto left = until_ - timing_.margin - Clock::now();
    if (left <= left.zero()) {
      observe::error("the lease could not be renewed in time and is given up", {{"replica", replica_}});
      lose();
      continue;
    }
    co_await changed_.waitFor(left);
  }
}

void Lease::takeClock(const core::ClockReading& reading) {
  const auto change = clock_.take(reading);
  if (change == ClockCheck::Change::none) return;
  const auto offset = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.offset()).count();
  if (change == ClockCheck::Change::wentOff) {
    observe::error("this machine's clock is not the database's; no runs are claimed until it is",
                   {{"replica", replica_}, {"offset_ms", offset}});
    return;
  }
  observe::info("this machine's clock agrees with the database's again; runs are claimed",
                {{"replica", replica_}, {"offset_ms", offset}});
  events_.onClockRight();
}

void Lease::lose() {
  held_ = false;
  events_.onLost();
}

}  // namespace heddle::jobs
