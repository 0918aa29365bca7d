// SPDX-License-Identifier: Apache-2.0
#include "backend/async/task_scope.h"

#include "backend/async/notifier.h"

#include <list>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

namespace heddle::async {
namespace {

namespace asio = boost::asio;

bool isAbort(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const boost::system::system_error& failure) {
    return failure.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

struct TaskScope::State {
  State(asio::any_io_executor on, OnError report)
      : executor(on), onError(std::move(report)), emptied(std::move(on)) {}

  asio::any_io_executor executor;
  OnError onError;
  Notifier emptied;
  std::list<asio::cancellation_signal> signals;  // one per task
  bool cancelled = false;
};

TaskScope::TaskScope(asio::any_io_executor executor, OnError onError)
    : state_(std::make_shared<State>(std::move(executor), std::move(onError))) {}

TaskScope::~TaskScope() {
  cancel();
}

/// A task's place in its scope; it is left when the task has ended, and when the loop goes and takes the task
/// along: nothing may be emitted to it then.
class TaskScope::Place {
 public:
  explicit Place(std::shared_ptr<State> state)
      : state_(std::move(state)), signal_(state_->signals.emplace(state_->signals.end())) {}
  Place(Place&&) = default;
  Place& operator=(Place&&) = delete;
  ~Place() {
    if (!state_) return;
    state_->signals.erase(signal_);
    if (state_->signals.empty()) state_->emptied.notifyAll();
  }
  asio::cancellation_slot slot() const { return signal_->slot(); }
  void report(const std::exception_ptr& error) const {
    if (error && state_->onError && !isAbort(error)) state_->onError(error);
  }

 private:
  std::shared_ptr<State> state_;  // nothing when moved on
  std::list<asio::cancellation_signal>::iterator signal_;
};

void TaskScope::spawn(core::Task<void> task) {
  if (state_->cancelled) return;
  Place place(state_);
  const auto slot = place.slot();
  auto finished = [place = std::move(place)](std::exception_ptr error) { place.report(error); };
  asio::co_spawn(state_->executor, std::move(task), asio::bind_cancellation_slot(slot, std::move(finished)));
}

void TaskScope::cancel() {
  state_->cancelled = true;
  // Emitting may end tasks, which leave the list: walk over a copy that keeps the order.
  std::list<asio::cancellation_signal*> signals;
  for (auto& signal : state_->signals)
    signals.push_back(&signal);
  for (auto* signal : signals) {
    for (auto& alive : state_->signals) {
      if (&alive != signal) continue;
      alive.emit(asio::cancellation_type::terminal);
      break;
    }
  }
}

void TaskScope::reopen() {
  state_->cancelled = false;
}
bool TaskScope::cancelled() const {
  return state_->cancelled;
}
std::size_t TaskScope::size() const {
  return state_->signals.size();
}

core::Task<void> TaskScope::join() {
  const auto state = state_;
  while (!state->signals.empty())
    co_await state->emptied.wait();
}

}  // namespace heddle::async
