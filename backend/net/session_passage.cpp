// SPDX-License-Identifier: Apache-2.0
// The part of a session that hands a whole exchange to somebody else: bytes both ways, bodies and upgraded
// connections included, none of it kept.
#include "backend/net/await_tuple.h"
#include "backend/net/session.h"

#include <array>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace heddle::net {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kPiece = 64 * 1024;
constexpr int kBadGateway = 502, kTooLarge = 413, kBadRequest = 400;

/// Why an upload was not passed on to its end.
Response refusalOf(UploadMeter::State state) {
  return state == UploadMeter::State::tooLarge
             ? Response::json(detailJson("The request body is too large."), kTooLarge)
             : Response::json(detailJson("The request body is not made of well-formed chunks."), kBadRequest);
}

bool isRefused(const UploadMeter& upload) {
  return upload.state() == UploadMeter::State::tooLarge || upload.state() == UploadMeter::State::malformed;
}

}  // namespace

bool Session::isUnclaimed() const {
  if (!context_.options.claim) return false;
  const Request head = reader_->head();
  return !isPreflight(head) && context_.router.match(head.method, head.path).kind == Match::Kind::notFound;
}

core::Task<Claim> Session::askClaimer(Request& request, std::string& error) {
  std::exception_ptr failure;
  try {
    co_return co_await context_.options.claim(request);
  } catch (const std::exception&) {
    failure = std::current_exception();
  }
  co_return failureResponse(request, failure, error);
}

/// Keeps the connection only where nothing of the request was left unread.
core::Task<bool> Session::passOn() {
  const auto started = Clock::now();
  const bool whole = reader_->state() == RequestReader::State::done;
  const bool keepAlive = whole && reader_->keepAlive() && !stopping_;
  chunked_ = !reader_->oldProtocol();
  Request request = reader_->head();
  nameRequest(request);
  sent_ = 0;
  std::string error;
  Claim claim = co_await askClaimer(request, error);
  if (auto* refusal = std::get_if<Response>(&claim)) {
    const bool kept = co_await sendWhole(request, *refusal, keepAlive);
    logAnswer(request, refusal->status, started, false, error);
    co_return kept;
  }
  UploadMeter upload(request, context_.options.bodyLimit);
  const int status = co_await pass(request, std::get<Passage>(claim), upload);
  if (status != 0 || closing_ != Closing::no) {
    logAnswer(request, status, started, true, status == 0 ? "broken off before an answer" : "");
    co_return false;
  }
  const bool refused = isRefused(upload);
  Response response = refused ? refusalOf(upload.state())
                              : Response::json(detailJson("The custom app broke off."), kBadGateway);
  co_await sendWhole(request, response, false);
  logAnswer(request, response.status, started, false, refused ? "" : "the custom app broke off");
  co_return false;
}

/// The status of the answer that was passed on; 0 while there is none.
core::Task<int> Session::pass(const Request& request, const Passage& passage, UploadMeter& upload) {
  using namespace asio::experimental::awaitable_operators;
  LocalSocket app(socket_.get_executor());
  const asio::local::stream_protocol::endpoint place(passage.socket);
  const auto [refused] = co_await app.async_connect(place, kAwait);
  if (refused) co_return 0;
  // Behind the request the next one may stand already: that is not the app's.
  const bool upgrade = request.header("upgrade").has_value();
  std::string bytes = passageHead(request, passage);
  const auto behind = std::string_view(input_).substr(std::min(inputStart_, input_.size()));
  bytes.append(behind.substr(0, upgrade ? behind.size() : upload.feed(behind)));
  input_.clear();
  inputStart_ = 0;
  reader_.reset();
  if (isRefused(upload)) co_return 0;
  const auto first = asio::buffer(bytes);
  const auto [broken, count] = co_await asio::async_write(app, first, kAwait);
  if (broken) co_return 0;
  streaming_ = true;
  int status = 0;
  co_await (passUp(app, upgrade, upload) || passDown(app, request, status) || untilClosing());
  streaming_ = false;
  co_return status;
}

/// Ends early where the upload breaks its rules. Its deadline counts the client's silence only, not the time
/// that the app takes.
core::Task<void> Session::passUp(LocalSocket& app, bool upgrade, UploadMeter& upload) {
  std::string piece(kPiece, '\0');
  for (;;) {
    const auto space = asio::buffer(piece);
    const bool owed = !upgrade && upload.state() == UploadMeter::State::more;
    if (owed) uploadDeadline_ = Clock::now() + context_.options.bodyTimeout;
    const auto [gone, count] = co_await socket_.async_read_some(space, kAwait);
    uploadDeadline_ = Clock::time_point::max();
    if (gone == asio::error::operation_aborted) co_return;
    if (gone) co_return markClosing(Closing::clientGone);
    const auto used = upgrade ? count : upload.feed(std::string_view(piece.data(), count));
    if (isRefused(upload)) co_return;
    if (used == 0) continue;  // behind its end: not the app's
    const auto read = asio::buffer(piece.data(), used);
    const auto [deaf, written] = co_await asio::async_write(app, read, kAwait);
    if (deaf == asio::error::operation_aborted) co_return;
    if (deaf) break;  // it may have answered all the same, without wanting more
  }
  co_await untilClosing();
}

core::Task<void> Session::passDown(LocalSocket& app, const Request& request, int& status) {
  std::string piece(kPiece, '\0'), head;
  constexpr std::size_t kHeadLimit = 64 * 1024;
  constexpr int kFinal = 200, kSwitching = 101;
  for (bool inHead = true;;) {
    const auto space = asio::buffer(piece);
    const auto [ended, count] = co_await app.async_read_some(space, kAwait);
    if (ended) co_return;
    std::string_view bytes(piece.data(), count);
    if (inHead) bytes = head.append(bytes);
    std::string returned;
    while (inHead) {
      const auto found = readPassedHead(bytes);
      if (!found && head.size() < kHeadLimit) break;
      if (!found || found->status == 0) co_return;
      inHead = found->status < kFinal && found->status != kSwitching;  // 100: the final one follows
      if (!inHead) status = found->status;
      const auto cors = inHead ? std::vector<Header>{} : corsHeaders(context_.options.cors, request);
      returned += inHead ? std::string(bytes.substr(0, found->length))
                         : returnedHead(bytes.substr(0, found->length), cors, request.id);
      bytes.remove_prefix(found->length);
    }
    if (inHead) {
      head = std::string(bytes);
      bytes = {};
    }
    if (returned.empty() && bytes.empty()) continue;
    const bool written = co_await writeAll(returned, bytes, {});
    sent_ += bytes.size();
    if (!written) co_return markClosing(Closing::clientGone);
  }
}

}  // namespace heddle::net
