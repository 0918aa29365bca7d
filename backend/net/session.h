// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/net/message.h"
#include "backend/net/request_reader.h"
#include "backend/net/response_head.h"
#include "backend/net/server.h"
#include "backend/net/upload_meter.h"

#include <chrono>
#include <exception>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

namespace heddle::net {

/// What all sessions of a server share; outlives them.
struct SessionContext {
  const ServerOptions& options;
  const Router& router;
  const AccessLog& log;
};

/// One connection: reads requests one after the other (so pipelined ones queue), answers them in order.
/// Shared by its coroutine and the server's table. Timeouts are a deadline that the server looks at
/// regularly, so that a request costs no timer of its own. I/O thread only.
class Session : public BodyWriter, public std::enable_shared_from_this<Session> {
 public:
  using Clock = std::chrono::steady_clock;
  using LocalSocket = boost::asio::local::stream_protocol::socket;

  Session(boost::asio::ip::tcp::socket socket, SessionContext context);

  core::Task<void> run();
  /// Breaks the connection off if it is past its deadline.
  void checkDeadline(Clock::time_point now);
  /// Finish the request in hand, if any, then close. Streams see Closing::stopping.
  void beginStop();
  /// Close now.
  void abort();

  core::Task<bool> write(std::string_view bytes) override;
  Closing closing() const override { return closing_; }
  core::Task<void> untilClosing() override;

 private:
  enum class ReadEnd { request, closed, refused, unclaimed };

  core::Task<ReadEnd> readRequest();
  core::Task<bool> readMore();
  core::Task<bool> answer();
  core::Task<void> refuse();
  core::Task<Response> dispatch(Request& request, std::string& error);
  core::Task<Response> callHandler(const Handler& handler, Request& request, std::string& error);
  static Response failureResponse(const Request& request, const std::exception_ptr& failure,
                                  std::string& error);
  bool isUnclaimed() const;
  core::Task<bool> passOn();
  core::Task<Claim> askClaimer(Request& request, std::string& error);
  core::Task<int> pass(const Request& request, const Passage& passage, UploadMeter& upload);
  core::Task<void> passUp(LocalSocket& app, bool upgrade, UploadMeter& upload);
  core::Task<void> passDown(LocalSocket& app, const Request& request, int& status);
  core::Task<bool> sendWhole(const Request& request, Response& response, bool keepAlive);
  core::Task<bool> sendStream(const Request& request, Response& response, bool keepAlive, std::string& error);
  core::Task<void> talk(const Request& request, Response& response, std::string& error);
  core::Task<bool> runStream(Response& response, bool chunked, std::string& error);
  core::Task<bool> writeAll(std::string_view first, std::string_view second, std::string_view third);
  core::Task<void> closeGently();
  void consume(std::size_t count);
  void watchClient();
  void markClosing(Closing why);
  void nameRequest(Request& request) const;
  void logAnswer(const Request& request, int status, Clock::time_point started, bool streamed,
                 std::string_view error) const;

  boost::asio::ip::tcp::socket socket_;
  boost::asio::ip::tcp::socket* lowest_ = &socket_;  // where the connection is: a WebSocket takes it over
  SessionContext context_;
  std::string peer_;
  std::string input_;  // received, not yet consumed from inputStart_ on
  std::size_t inputStart_ = 0;
  std::unique_ptr<RequestReader> reader_;
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point uploadDeadline_ = Clock::time_point::max();  // of a body that passes while we write
  std::size_t sent_ = 0;                                         // body bytes of the answer in hand
  bool idle_ = false;                                            // between two requests
  bool stopping_ = false;
  bool streaming_ = false;
  bool chunked_ = true;    // the client speaks HTTP/1.1
  bool watching_ = false;  // a read is pending beside the stream
  Closing closing_ = Closing::no;
  boost::asio::steady_timer closingSignal_, watchEnded_;  // never expire; cancelled to wake who waits
};

}  // namespace heddle::net
