// SPDX-License-Identifier: Apache-2.0
// The part of a session that streams a body: chunks, and a read pending beside them that sees the client go.
#include "backend/net/await_tuple.h"
#include "backend/net/session.h"

#include <array>
#include <charconv>
#include <exception>

#include <boost/asio/use_awaitable.hpp>

namespace heddle::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kWatchRead = 512;
constexpr std::size_t kWatchLimit = 64 * 1024;

}  // namespace

core::Task<bool> Session::sendStream(const Request& request, Response& response, bool keepAlive,
                                     std::string& error) {
  HeadOptions head;
  head.framing = chunked_ ? Framing::chunked : Framing::close;
  head.keepAlive = keepAlive && chunked_;
  head.oldProtocol = !chunked_;
  const auto text = responseHead(response, corsHeaders(context_.options.cors, request), request.id, head);
  const bool written = co_await writeAll(text, {}, {});
  if (request.method == Method::head) co_return written&& head.keepAlive;
  // A client that left before its answer began is told to the producer all the same: it may have to cancel.
  if (!written) abort();
  const bool complete = co_await runStream(response, chunked_, error);
  co_return complete&& head.keepAlive && !stopping_;
}

core::Task<bool> Session::runStream(Response& response, bool chunked, std::string& error) {
  streaming_ = true;
  reader_.reset();
  if (input_.empty()) std::string().swap(input_);  // thousands of idle streams: no buffer for each
  if (closing_ == Closing::no && stopping_) closing_ = Closing::stopping;
  if (socket_.is_open()) watchClient();
  try {
    co_await response.stream->run(*this);
  } catch (const std::exception& failure) {
    error = failure.what();
    if (error.empty()) error = "the stream broke off";
  }
  response.stream.reset();
  bool complete = error.empty() && closing_ != Closing::clientGone;
  if (complete && chunked) complete = co_await writeAll("0\r\n\r\n", {}, {});
  streaming_ = false;
  while (watching_) {
    error_code ec;
    socket_.cancel(ec);
    co_await watchEnded_.async_wait(kAwait);
  }
  if (!complete) abort();
  co_return complete;
}

core::Task<bool> Session::write(std::string_view bytes) {
  if (closing_ != Closing::no) co_return false;
  if (bytes.empty()) co_return true;
  std::array<char, 20> prefix{};
  std::size_t length = 0;
  if (chunked_) {
    auto* end = std::to_chars(prefix.data(), prefix.data() + 16, bytes.size(), 16).ptr;
    *end++ = '\r';
    *end++ = '\n';
    length = static_cast<std::size_t>(end - prefix.data());
  }
  const std::string_view head(prefix.data(), length);
  const std::string_view tail = chunked_ ? "\r\n" : "";
  const bool written = co_await writeAll(head, bytes, tail);
  if (written) sent_ += bytes.size();
  if (!written) markClosing(Closing::clientGone);
  co_return closing_ == Closing::no;
}

core::Task<void> Session::untilClosing() {
  while (closing_ == Closing::no) {
    co_await closingSignal_.async_wait(kAwait);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return;
  }
}

/// Bytes that come are the next request and wait in input_; a client that sends on and on is no longer
/// watched and shows its going when a write fails.
void Session::watchClient() {
  const auto had = input_.size();
  if (!streaming_ || had >= kWatchLimit) {
    watching_ = false;
    watchEnded_.cancel();
    return;
  }
  watching_ = true;
  input_.resize(had + kWatchRead);
  socket_.async_read_some(asio::buffer(input_.data() + had, kWatchRead),
                          [self = shared_from_this(), had](error_code ec, std::size_t count) {
                            self->input_.resize(had + count);
                            if (!ec) return self->watchClient();
                            self->watching_ = false;
                            if (self->streaming_) self->markClosing(Closing::clientGone);
                            self->watchEnded_.cancel();
                          });
}

}  // namespace heddle::net
