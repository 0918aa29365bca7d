// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"

#include <functional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace heddle::jobs {

/// The second socket of a runner whose language has one thread for user code and I/O: PING and PONG only, and
/// a thread of its own at the other end (DESIGN §4a.23). I/O thread only; its tasks end before it does.
class PulseSocket {
 public:
  /// Takes ownership of the connected socket `fd`.
  PulseSocket(const boost::asio::any_io_executor& executor, int fd);

  /// Hands over the bodies of PONGs. Throws when the socket ends or the peer breaks the protocol.
  core::Task<void> read(std::function<void(const std::string& body)> onPong);
  core::Task<void> ping(std::string body);
  void close();

 private:
  boost::asio::local::stream_protocol::socket socket_;
};

}  // namespace heddle::jobs
