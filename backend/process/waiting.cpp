// SPDX-License-Identifier: Apache-2.0
#include "backend/process/waiting.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::process {

core::Task<void> pause(std::chrono::milliseconds length) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, length);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

core::Task<std::optional<core::ChildExit>> exitWithin(core::Child& child,
                                                      std::chrono::milliseconds patience) {
  using namespace boost::asio::experimental::awaitable_operators;
  auto first = co_await (child.wait() || pause(patience));
  if (first.index() == 0) co_return std::get<0>(first);
  co_return std::nullopt;
}

}  // namespace heddle::process
