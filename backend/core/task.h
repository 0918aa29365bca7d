// SPDX-License-Identifier: Apache-2.0
#pragma once

// core knows no I/O: the coroutine type is named here, defined by whoever includes Asio.
namespace boost::asio {
class any_io_executor;
template <typename T, typename Executor>
class awaitable;
}  // namespace boost::asio

namespace heddle::core {

/// The one coroutine type of the server. Everything returning it runs on the server's I/O thread.
/// Style: name the argument, then await; no braces or lambdas inside a co_await expression.
template <typename T>
using Task = boost::asio::awaitable<T, boost::asio::any_io_executor>;

}  // namespace heddle::core
