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

void TaskScope::spawn(core::Task<void> task) {
  if (state_->cancelled) return;
  const auto signal = state_->signals.emplace(state_->signals.end());
  auto finished = [state = state_, signal](std::exception_ptr error) {
    state->signals.erase(signal);
    if (error && state->onError && !isAbort(error)) state->onError(error);
    if (state->signals.empty()) state->emptied.notifyAll();
  };
  asio::co_spawn(state_->executor, std::move(task),
                 asio::bind_cancellation_slot(signal->slot(), std::move(finished)));
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
