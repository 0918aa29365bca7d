// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/storage/pool.h"

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>

namespace heddle::storage {

struct DatabaseOptions {
  std::string uri;  // anything libpq reads
  /// Sessions per purpose; `dev` divides them among its replicas.
  int engineConnections = 4, writerConnections = 4, apiConnections = 16;
};

/// The server's sessions, sorted by purpose so that one kind of load cannot starve another: claims and
/// finishes, the lease's own session, the API. Sessions open on demand. I/O thread only; outlives the
/// repositories.
class Database {
 public:
  /// Error invalid: the URI. Connects to nothing yet.
  static core::Result<std::unique_ptr<Database>> create(boost::asio::any_io_executor executor,
                                                        DatabaseOptions options);
  ~Database();

  Pool& engine() { return engine_; }
  Pool& api() { return api_; }
  /// One session with a 4 s statement timeout: pool starvation must not look like death.
  Pool& heartbeat() { return heartbeat_; }
  /// A pool of one session, for a group-commit writer; closed by close() like the others as long as it lives.
  std::unique_ptr<Pool> makeWriter();
  int writerConnections() const { return options_.writerConnections; }
  boost::asio::any_io_executor executor() const { return executor_; }

  /// Everything under way or waiting ends with core::Unavailable; nothing can be asked afterwards.
  void close();

 private:
  Database(boost::asio::any_io_executor executor, Conninfo info, DatabaseOptions options);

  boost::asio::any_io_executor executor_;
  // Blocking part of opening a session. The heartbeat's does not wait behind the others'.
  boost::asio::thread_pool connecting_, heartbeatConnecting_;
  Conninfo info_;
  DatabaseOptions options_;
  Pool engine_, api_, heartbeat_;
};

}  // namespace heddle::storage
