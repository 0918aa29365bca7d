// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"

#include <exception>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace heddle::async {

/// Owns the coroutines an object starts: counts them, cancels them, lets their owner wait for the last one.
/// The only place besides main that detaches. I/O thread only. The owner calls cancel() and awaits join()
/// before it dies; when the io_context is gone already, destroying the scope is safe as well.
class TaskScope {
 public:
  /// Gets what a task threw, except the operation_aborted of a cancelled one.
  using OnError = std::function<void(std::exception_ptr)>;

  explicit TaskScope(boost::asio::any_io_executor executor, OnError onError = {});
  ~TaskScope();
  TaskScope(const TaskScope&) = delete;
  TaskScope& operator=(const TaskScope&) = delete;

  /// Starts a task at the next turn of the loop; after cancel() it is destroyed unstarted.
  void spawn(core::Task<void> task);
  /// Asks every task to end; further spawns are refused until reopen().
  void cancel();
  void reopen();
  bool cancelled() const;
  std::size_t size() const;
  /// Completes when no task is left. Do not await it from a task of the same scope.
  core::Task<void> join();

 private:
  struct State;
  class Place;
  std::shared_ptr<State> state_;
};

}  // namespace heddle::async
