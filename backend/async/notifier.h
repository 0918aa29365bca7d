// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"

#include <chrono>
#include <list>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace heddle::async {

/// "Something changed, look again": the condition variable of the one I/O thread. Waiters re-check their
/// condition themselves; a notify with nobody waiting is not remembered. Must outlive its waiters.
class Notifier {
 public:
  explicit Notifier(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  void notifyAll();
  /// True: notified; false: `patience` passed. Throws operation_aborted when the coroutine is cancelled.
  core::Task<bool> waitFor(std::chrono::nanoseconds patience);
  core::Task<void> wait();
  const boost::asio::any_io_executor& executor() const { return executor_; }

 private:
  struct Waiter {
    explicit Waiter(const boost::asio::any_io_executor& executor) : timer(executor) {}
    boost::asio::steady_timer timer;
    bool notified = false;
  };

  boost::asio::any_io_executor executor_;
  std::list<Waiter> waiters_;
};

/// Waits. Throws operation_aborted when the coroutine is cancelled.
core::Task<void> sleepFor(std::chrono::nanoseconds duration);

}  // namespace heddle::async
