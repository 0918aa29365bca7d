// SPDX-License-Identifier: Apache-2.0
#include "backend/async/notifier.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace heddle::async {
namespace {

namespace asio = boost::asio;

void throwIfCancelled(const asio::cancellation_state& state) {
  if (state.cancelled() != asio::cancellation_type::none)
    throw boost::system::system_error(asio::error::operation_aborted);
}

}  // namespace

void Notifier::notifyAll() {
  for (auto& waiter : waiters_) {
    if (waiter.notified) continue;
    waiter.notified = true;
    waiter.timer.cancel();
  }
}

core::Task<bool> Notifier::waitFor(std::chrono::nanoseconds patience) {
  struct Place {  // leaves the list however the coroutine ends
    std::list<Waiter>& list;
    std::list<Waiter>::iterator at;
    ~Place() { list.erase(at); }
  };
  const Place place{waiters_, waiters_.emplace(waiters_.end(), executor_)};
  Waiter& waiter = *place.at;
  waiter.timer.expires_after(std::chrono::duration_cast<asio::steady_timer::duration>(patience));
  const auto token = asio::as_tuple(asio::use_awaitable);
  co_await waiter.timer.async_wait(token);
  const auto state = co_await asio::this_coro::cancellation_state;
  throwIfCancelled(state);
  co_return waiter.notified;
}

core::Task<void> Notifier::wait() {
  constexpr std::chrono::hours kLong{24};
  while (true) {
    const bool notified = co_await waitFor(kLong);
    if (notified) co_return;
  }
}

core::Task<void> sleepFor(std::chrono::nanoseconds duration) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, std::chrono::duration_cast<asio::steady_timer::duration>(duration));
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace heddle::async
