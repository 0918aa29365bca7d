// SPDX-License-Identifier: Apache-2.0
#include "backend/net/session.h"

#include "backend/core/unavailable.h"
#include "backend/core/uuid.h"
#include "backend/net/await_tuple.h"

#include <algorithm>
#include <array>
#include <exception>

#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace heddle::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kReadSize = 8 * 1024;
constexpr std::size_t kLargeRead = 64 * 1024;
constexpr std::size_t kWriteAtOnce = 256 * 1024;
constexpr std::size_t kLingerBytes = 4 * 1024 * 1024;

/// An id from outside goes into logs and headers: only short, printable, single words are taken over.
bool acceptableId(std::string_view id) {
  return !id.empty() && id.size() <= 128 &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 127; });
}

struct Refusal {
  int status;
  std::string_view detail;
};

Refusal refusalOf(RequestReader::State state) {
  switch (state) {
    case RequestReader::State::headTooLarge:
      return {431, "The request line and headers are too large."};
    case RequestReader::State::bodyTooLarge:
      return {413, "The request body is too large."};
    default:
      return {400, "This is not a well-formed HTTP/1.1 request."};
  }
}

}  // namespace

Session::Session(asio::ip::tcp::socket socket, SessionContext context)
    : socket_(std::move(socket)),
      context_(context),
      closingSignal_(socket_.get_executor(), Clock::time_point::max()),
      watchEnded_(socket_.get_executor(), Clock::time_point::max()) {
  error_code ec;
  const auto endpoint = socket_.remote_endpoint(ec);
  if (!ec) peer_ = endpoint.address().to_string();
  socket_.set_option(asio::ip::tcp::no_delay(true), ec);
}

core::Task<void> Session::run() {
  for (bool keep = true; keep && !stopping_;) {
    const ReadEnd end = co_await readRequest();
    if (end == ReadEnd::closed) break;
    if (end == ReadEnd::refused) {
      co_await refuse();
      break;
    }
    if (end == ReadEnd::unclaimed) {
      keep = co_await passOn();
      continue;
    }
    keep = co_await answer();
  }
  co_await closeGently();
}

void Session::checkDeadline(Clock::time_point now) {
  if (now >= std::min(deadline_, uploadDeadline_)) abort();
}

void Session::beginStop() {
  stopping_ = true;
  if (idle_) abort();
  if (streaming_) markClosing(Closing::stopping);
}

void Session::abort() {
  error_code ec;
  lowest_->close(ec);
  markClosing(Closing::clientGone);
}

void Session::markClosing(Closing why) {
  if (closing_ == Closing::no) closing_ = why;
  closingSignal_.cancel();
}

void Session::consume(std::size_t count) {
  inputStart_ += count;
  if (inputStart_ < input_.size()) return;
  input_.clear();
  inputStart_ = 0;
  if (input_.capacity() > kLargeRead) input_.shrink_to_fit();
}

core::Task<bool> Session::readMore() {
  const bool inBody = reader_->state() == RequestReader::State::body;
  if (inputStart_ > 0) {
    input_.erase(0, inputStart_);
    inputStart_ = 0;
  }
  const auto had = input_.size();
  input_.resize(had + (inBody ? kLargeRead : kReadSize));
  const auto space = asio::buffer(input_.data() + had, input_.size() - had);
  const auto [ec, count] = co_await socket_.async_read_some(space, kAwait);
  input_.resize(had + count);
  co_return !ec;
}

core::Task<Session::ReadEnd> Session::readRequest() {
  using State = RequestReader::State;
  const auto& options = context_.options;
  reader_ = std::make_unique<RequestReader>(RequestReader::Limits{options.headerLimit, options.bodyLimit});
  idle_ = input_.empty();
  deadline_ = Clock::now() + (idle_ ? options.idleTimeout : options.headerTimeout);
  for (;;) {
    const auto before = reader_->state();
    consume(reader_->feed(std::string_view(input_).substr(inputStart_)));
    const auto now = reader_->state();
    if (before == State::head && (now == State::done || now == State::body) && isUnclaimed()) {
      idle_ = false;
      deadline_ = Clock::time_point::max();
      co_return ReadEnd::unclaimed;
    }
    if (now == State::done) break;
    if (now != State::head && now != State::body) co_return ReadEnd::refused;
    if (before == State::head && now == State::body) {
      if (reader_->expectsContinue()) co_await writeAll("HTTP/1.1 100 Continue\r\n\r\n", {}, {});
      deadline_ = Clock::now() + options.bodyTimeout;
      if (inputStart_ < input_.size()) continue;
    }
    const bool more = co_await readMore();
    if (!more) co_return ReadEnd::closed;
    if (now == State::body) deadline_ = Clock::now() + options.bodyTimeout;
    if (idle_) deadline_ = Clock::now() + options.headerTimeout;
    idle_ = false;
  }
  idle_ = false;
  deadline_ = Clock::time_point::max();
  co_return ReadEnd::request;
}

void Session::nameRequest(Request& request) const {
  request.peer = peer_;
  const auto given = request.header("x-request-id");
  request.id = given && acceptableId(*given) ? std::string(*given) : core::Uuid::timeOrdered().text();
}

core::Task<void> Session::refuse() {
  const auto started = Clock::now();
  const auto refusal = refusalOf(reader_->state());
  chunked_ = true;
  Request request;
  if (reader_->state() == RequestReader::State::bodyTooLarge) request = reader_->take();
  nameRequest(request);
  auto response = Response::json(detailJson(refusal.detail), refusal.status);
  co_await sendWhole(request, response, false);
  logAnswer(request, refusal.status, started, false, {});
}

core::Task<bool> Session::answer() {
  const auto started = Clock::now();
  bool keepAlive = reader_->keepAlive();
  chunked_ = !reader_->oldProtocol();
  Request request = reader_->take();
  nameRequest(request);
  std::string error;
  sent_ = 0;
  Response response = co_await dispatch(request, error);
  keepAlive = keepAlive && !stopping_;
  if (response.socket && !admitsSocket(context_.options.cors, request))
    response = Response::json(detailJson("Pages of this origin may not open a WebSocket here."), 403);
  const bool streamed = response.stream != nullptr || response.socket != nullptr;
  if (response.socket) {
    response.status = 101;
    co_await talk(request, response, error);
    keepAlive = false;
  } else if (streamed) {
    keepAlive = co_await sendStream(request, response, keepAlive, error);
  } else {
    keepAlive = co_await sendWhole(request, response, keepAlive);
  }
  logAnswer(request, response.status, started, streamed, error);
  co_return keepAlive;
}

core::Task<Response> Session::dispatch(Request& request, std::string& error) {
  if (isPreflight(request)) co_return preflightResponse(context_.options.cors, request);
  auto match = context_.router.match(request.method, request.path);
  switch (match.kind) {
    case Match::Kind::found:
      request.params = std::move(match.params);
      co_return co_await callHandler(*match.handler, request, error);
    case Match::Kind::badPath:
      co_return Response::json(detailJson("The path has a broken percent-encoding."), 400);
    case Match::Kind::methodNotAllowed: {
      const bool options = request.method == Method::options;
      auto response = options ? Response::empty(204) : Response::json(detailJson("Method Not Allowed"), 405);
      response.with("allow", match.allow);
      co_return response;
    }
    case Match::Kind::notFound:
      break;
  }
  co_return Response::json(detailJson("Not Found"), 404);
}

core::Task<Response> Session::callHandler(const Handler& handler, Request& request, std::string& error) {
  std::exception_ptr failure;
  try {
    co_return co_await handler(request);
  } catch (const std::exception&) {
    failure = std::current_exception();
  }
  co_return failureResponse(request, failure, error);
}

Response Session::failureResponse(const Request& request, const std::exception_ptr& failure,
                                  std::string& error) {
  try {
    std::rethrow_exception(failure);
  } catch (const core::Unavailable& unavailable) {
    error = unavailable.what();
    const auto text = "The server is not available right now; try again (request " + request.id + ").";
    auto response = Response::json(detailJson(text), 503);
    response.with("retry-after", "1");
    return response;
  } catch (const std::exception& other) {
    error = other.what();
  }
  return Response::json(detailJson("Internal server error (request " + request.id + ")."), 500);
}

core::Task<bool> Session::writeAll(std::string_view first, std::string_view second, std::string_view third) {
  const std::array<asio::const_buffer, 3> buffers{asio::buffer(first), asio::buffer(second),
                                                  asio::buffer(third)};
  // A client that takes something, however slowly, has its time anew.
  const auto onProgress = [this](const error_code& failure, std::size_t) {
    deadline_ = Clock::now() + context_.options.writeTimeout;
    return failure ? std::size_t{0} : kWriteAtOnce;
  };
  onProgress({}, 0);
  const auto [ec, count] = co_await asio::async_write(socket_, buffers, onProgress, kAwait);
  deadline_ = Clock::time_point::max();
  co_return !ec;
}

core::Task<bool> Session::sendWhole(const Request& request, Response& response, bool keepAlive) {
  const bool bodiless = response.status == 204 || response.status == 304;
  HeadOptions head;
  head.framing = bodiless ? Framing::none : Framing::length;
  head.length = response.body.size();
  head.keepAlive = keepAlive;
  head.oldProtocol = !chunked_;
  // A preflight's answer has its own; a browser takes none that comes twice.
  const auto cors =
      isPreflight(request) ? std::vector<Header>{} : corsHeaders(context_.options.cors, request);
  const auto text = responseHead(response, cors, request.id, head);
  const std::string_view body =
      bodiless || request.method == Method::head ? std::string_view{} : std::string_view(response.body);
  sent_ = body.size();
  const bool written = co_await writeAll(text, body, {});
  co_return written&& keepAlive;
}

core::Task<void> Session::closeGently() {
  if (!socket_.is_open()) co_return;
  error_code ec;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ec);
  // Bytes still coming would turn our close into a reset, and the client would lose the answer with it.
  deadline_ = Clock::now() + std::chrono::seconds(2);
  input_.resize(kReadSize);
  for (std::size_t drained = 0; !ec && !stopping_ && drained < kLingerBytes;) {
    const auto space = asio::buffer(input_);
    const auto [readError, count] = co_await socket_.async_read_some(space, kAwait);
    ec = readError;
    drained += count;
  }
  socket_.close(ec);
}

void Session::logAnswer(const Request& request, int status, Clock::time_point started, bool streamed,
                        std::string_view error) const {
  if (!context_.log) return;
  AccessRecord record;
  record.method = request.methodWord;
  record.path = request.path;
  record.requestId = request.id;
  record.peer = request.peer;
  record.status = status;
  record.duration = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started);
  record.bytesIn = request.body.size();
  record.bytesOut = sent_;
  record.streamed = streamed;
  record.headers = &request.headers;
  record.error = error;
  context_.log(record);
}

}  // namespace heddle::net
