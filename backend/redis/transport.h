// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"
#include "backend/redis/endpoint.h"

#include <memory>
#include <stdexcept>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>

namespace heddle::redis {

/// Trying again cannot help: certificates, password, database number. The sentence holds no secret.
struct Misconfigured : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A byte stream to Redis: TCP, Unix socket or TLS. Failures throw boost::system::system_error or
/// Misconfigured. One read and one write may be under way at a time.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual core::Task<void> connect() = 0;
  virtual core::Task<std::size_t> readSome(boost::asio::mutable_buffer into) = 0;
  virtual core::Task<void> write(std::string_view bytes) = 0;
  /// Ends everything under way with operation_aborted.
  virtual void close() = 0;
};

std::shared_ptr<Transport> makeTransport(boost::asio::any_io_executor executor, const Endpoint& endpoint);

}  // namespace heddle::redis
