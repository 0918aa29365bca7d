// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace heddle::test {

/// Runs a task to its end on `io` and answers its result or throws what it threw. Whatever else lives on `io`
/// goes on meanwhile and stands still between calls. Throws std::runtime_error after `patience`.
template <typename T>
T runTask(boost::asio::io_context& io, core::Task<T> task,
          std::chrono::milliseconds patience = std::chrono::seconds(30)) {
  std::optional<std::exception_ptr> failure;
  using Kept = std::conditional_t<std::is_void_v<T>, bool, std::optional<T>>;
  Kept kept{};
  const auto done = [&](std::exception_ptr error, auto&&... value) {
    failure = error;
    if constexpr (!std::is_void_v<T>) {
      if (!error) kept.emplace(std::move(value)...);
    }
  };
  boost::asio::co_spawn(io, std::move(task), done);
  io.restart();
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!failure) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero()) throw std::runtime_error("The task did not end in time.");
    io.run_one_for(left);
  }
  if (*failure) std::rethrow_exception(*failure);
  if constexpr (!std::is_void_v<T>) return std::move(*kept);
}

}  // namespace heddle::test
