// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/net/server.h"

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

/// What the access log was told, copied out of its views.
struct Logged {
  std::string method, path, requestId, error;
  int status = 0;
  std::size_t bytesIn = 0, bytesOut = 0;
  bool streamed = false;
};

/// The real server on port 0, its context on a thread of its own.
class RunningServer {
 public:
  explicit RunningServer(heddle::net::Router router, heddle::net::ServerOptions options = {})
      : router_(std::move(router)) {
    start(std::move(options));
  }
  /// For routes whose services need the context: `fill` enters them.
  template <typename Fill>
  RunningServer(Fill fill, heddle::net::ServerOptions options) {
    fill(io_, router_);
    start(std::move(options));
  }
  ~RunningServer() {
    if (thread_.joinable()) stop(std::chrono::milliseconds(100));
  }

  /// Stops as main would: sessions end, then the context runs dry by itself. Answers how many
  /// sessions were left when the server said that it had stopped.
  std::size_t stop(std::chrono::milliseconds grace) {
    const auto left = boost::asio::co_spawn(io_, stopped(grace), boost::asio::use_future).get();
    thread_.join();
    return left;
  }
  /// Looks at something on the server's own thread.
  template <typename Look>
  auto onServer(Look look) {
    std::promise<decltype(look())> answer;
    boost::asio::post(io_, [&] { answer.set_value(look()); });
    return answer.get_future().get();
  }
  std::size_t connections() {
    return onServer([this] { return server_->connections(); });
  }
  std::vector<Logged> logged() {
    const std::lock_guard lock(mutex_);
    return logged_;
  }

  std::uint16_t port = 0;

 private:
  heddle::core::Task<std::size_t> stopped(std::chrono::milliseconds grace) {
    co_await server_->stop(grace);
    co_return server_->connections();
  }
  void start(heddle::net::ServerOptions options) {
    options.port = 0;
    server_ = std::make_unique<heddle::net::Server>(
        io_, options, router_, [this](const heddle::net::AccessRecord& record) { note(record); });
    const auto started = server_->start();
    port = started ? *started : std::uint16_t{0};
    thread_ = std::thread([this] { io_.run(); });
  }
  void note(const heddle::net::AccessRecord& record) {
    const std::lock_guard lock(mutex_);
    logged_.push_back({std::string(record.method), std::string(record.path), std::string(record.requestId),
                       std::string(record.error), record.status, record.bytesIn, record.bytesOut,
                       record.streamed});
  }

  boost::asio::io_context io_{1};
  heddle::net::Router router_;
  std::unique_ptr<heddle::net::Server> server_;
  std::mutex mutex_;
  std::vector<Logged> logged_;
  std::thread thread_;
};
