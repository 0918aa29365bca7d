// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/core/task.h"
#include "backend/net/cors.h"
#include "backend/net/message.h"
#include "backend/net/passage.h"
#include "backend/net/router.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace heddle::net {

struct ServerOptions {
  std::string host = "127.0.0.1";  // address or name
  std::uint16_t port = 2024;       // 0: any free one
  std::size_t headerLimit = 64 * 1024;
  std::size_t bodyLimit = 300 * 1024 * 1024;
  std::chrono::milliseconds idleTimeout{75'000};    // between two requests of a connection
  std::chrono::milliseconds headerTimeout{30'000};  // from a request's first byte to the end of its head
  std::chrono::milliseconds bodyTimeout{30'000};    // without a byte of the body
  std::chrono::milliseconds writeTimeout{60'000};   // without the client taking a write
  std::size_t maxConnections = 0;  // 0: what RLIMIT_NOFILE leaves beside 256 descriptors for other use
  CorsPolicy cors;
  Claimer claim;  // empty: what no route claims is not found
};

/// Accepts connections and serves them from a route table. Everything runs on the thread of `io`.
/// `router` outlives the server; the server outlives start() … stop().
class Server {
 public:
  Server(boost::asio::io_context& io, ServerOptions options, const Router& router, AccessLog log);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds and listens; answers the bound port. Error unavailable with a sentence that says what to do.
  core::Result<std::uint16_t> start();
  /// Accepts nothing more, closes idle connections, tells streams to end (Closing::stopping) and waits for
  /// requests in hand; what is left after `grace` is broken off, its handler cancelled. Completes when no
  /// session is left, at most two seconds after `grace`. May be called again.
  core::Task<void> stop(std::chrono::milliseconds grace);
  std::size_t connections() const;

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace heddle::net
