// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/pulse_socket.h"

#include "backend/core/result.h"
#include "backend/wire/frames.h"

#include <array>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace heddle::jobs {

namespace asio = boost::asio;

PulseSocket::PulseSocket(const asio::any_io_executor& executor, int fd)
    : socket_(executor, asio::local::stream_protocol(), fd) {}

core::Task<void> PulseSocket::read(std::function<void(const std::string& body)> onPong) {
  wire::FrameDecoder decoder;
  std::array<char, 4096> bytes{};
  std::vector<wire::Message> messages;
  while (true) {
    const auto buffer = asio::buffer(bytes);
    const auto got = co_await socket_.async_read_some(buffer, asio::use_awaitable);
    messages.clear();
    const auto fed = decoder.feed(std::string_view(bytes.data(), got), messages);
    for (const auto& message : messages)
      if (message.kind == wire::FrameKind::pong) onPong(message.body);
    if (!fed) core::throwError(fed.error());
  }
}

core::Task<void> PulseSocket::ping(std::string body) {
  std::string bytes;
  wire::appendMessage(bytes, wire::FrameKind::ping, 0, body);
  const auto buffer = asio::buffer(bytes);
  co_await asio::async_write(socket_, buffer, asio::use_awaitable);
}

void PulseSocket::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace heddle::jobs
