// SPDX-License-Identifier: Apache-2.0
// The part of a session that becomes a WebSocket.
#include "backend/net/await_tuple.h"
#include "backend/net/session.h"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <variant>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket.hpp>

namespace heddle::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using Stream = websocket::stream<asio::ip::tcp::socket>;

constexpr std::size_t kLargestMessage = std::size_t{16} << 20;
constexpr std::chrono::seconds kHandshakePatience{10}, kSilence{60};

http::request<http::empty_body> upgradeOf(const Request& request) {
  http::request<http::empty_body> upgrade{http::verb::get, request.path, 11};
  for (const auto& header : request.headers)
    upgrade.insert(header.name, header.value);
  return upgrade;
}

void prepare(Stream& stream, const std::string& requestId, std::uint64_t bodyLimit) {
  auto timeouts = websocket::stream_base::timeout::suggested(boost::beast::role_type::server);
  timeouts.handshake_timeout = kHandshakePatience;
  timeouts.idle_timeout = kSilence;
  timeouts.keep_alive_pings = true;
  stream.set_option(timeouts);
  stream.set_option(websocket::stream_base::decorator([requestId](websocket::response_type& response) {
    response.set(http::field::server, "heddle");
    response.set("x-request-id", requestId);
  }));
  stream.read_message_max(std::min<std::uint64_t>(kLargestMessage, bodyLimit));
  stream.text(true);
}

/// The stream as the talk sees it; `closing` belongs to the session.
class LiveSocket : public Socket {
 public:
  LiveSocket(Stream& stream, BodyWriter& session)
      : stream_(stream), session_(session), free_(stream.get_executor(), Session::Clock::time_point::max()) {}

  core::Task<std::optional<std::string>> read() override {
    using asio::experimental::awaitable_operators::operator||;
    if (closing() != Closing::no) co_return std::nullopt;
    boost::beast::flat_buffer buffer;
    auto message = readInto(buffer);
    auto closed = session_.untilClosing();
    const auto first = co_await (std::move(message) || std::move(closed));
    const auto* came = std::get_if<0>(&first);
    if (came == nullptr || !*came || closing() != Closing::no) co_return std::nullopt;
    co_return boost::beast::buffers_to_string(buffer.data());
  }

  core::Task<bool> write(std::string_view text) override {
    while (writing_ && !broken_)
      co_await free_.async_wait(kAwait);
    if (broken_ || closing() != Closing::no) co_return false;
    writing_ = true;
    const auto bytes = asio::buffer(text);
    const auto [ec, count] = co_await stream_.async_write(bytes, kAwait);
    writing_ = false;
    broken_ = broken_ || ec.failed();
    bytes_ += count;
    free_.cancel();
    co_return !broken_;
  }

  void breakOff() override {
    error_code ignored;
    stream_.next_layer().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  }

  Closing closing() const override { return broken_ ? Closing::clientGone : session_.closing(); }
  std::size_t bytes() const { return bytes_; }

 private:
  core::Task<bool> readInto(boost::beast::flat_buffer& buffer) {
    const auto [ec, count] = co_await stream_.async_read(buffer, kAwait);
    broken_ = broken_ || (ec.failed() && ec != asio::error::operation_aborted);
    co_return !ec;
  }

  Stream& stream_;
  BodyWriter& session_;
  asio::steady_timer free_;  // never expires; cancelled when a write is over
  std::size_t bytes_ = 0;
  bool writing_ = false, broken_ = false;
};

}  // namespace

core::Task<void> Session::talk(const Request& request, Response& response, std::string& error) {
  reader_.reset();
  Stream stream(std::move(socket_));
  // Given back however this ends, before the stream goes: whoever breaks the session off reaches for it.
  struct Lent {
    Session& session;
    ~Lent() {
      session.lowest_ = &session.socket_;
      session.streaming_ = false;
    }
  } const lent{*this};
  lowest_ = &stream.next_layer();
  prepare(stream, request.id, context_.options.bodyLimit);
  const auto upgrade = upgradeOf(request);
  const auto [refused] = co_await stream.async_accept(upgrade, kAwait);
  streaming_ = true;
  if (closing_ == Closing::no && stopping_) closing_ = Closing::stopping;
  if (!refused) {
    LiveSocket socket(stream, *this);
    try {
      co_await response.socket->run(socket);
    } catch (const std::exception& failure) {
      error = failure.what();
    }
    sent_ = socket.bytes();
    const websocket::close_reason reason(!error.empty() ? websocket::close_code::internal_error
                                         : closing_ == Closing::stopping ? websocket::close_code::going_away
                                                                         : websocket::close_code::normal);
    deadline_ = Clock::now() + std::chrono::seconds(2);
    if (stream.is_open()) co_await stream.async_close(reason, kAwait);
  }
  response.socket.reset();
  error_code ec;
  stream.next_layer().close(ec);
}

}  // namespace heddle::net
