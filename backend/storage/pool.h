// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/storage/connection.h"

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace heddle::storage {

struct PoolOptions {
  std::string name;  // for messages and metrics: "api", "engine"
  int size = 4;
  std::chrono::milliseconds acquireTimeout{1000};
  /// Beyond that for the sessions opened before this one: they are opened one after the other.
  std::chrono::milliseconds openingTimeout{5000};
  SessionOptions session;
};

struct PoolStats {
  int size = 0, open = 0, idle = 0, waiting = 0;
  std::int64_t timeouts = 0;
};

class Pool;

/// A connection for the time of a transaction that needs several round trips. Give `begin` and `commit`
/// through it; a lease that ends in the middle of a transaction throws its connection away. I/O thread only.
class Lease {
 public:
  Lease(Pool& pool, std::unique_ptr<Connection> connection)
      : pool_(&pool), connection_(std::move(connection)) {}
  ~Lease();
  Lease(Lease&&) noexcept = default;
  Lease& operator=(Lease&&) = delete;

  Connection& operator*() const { return *connection_; }
  Connection* operator->() const { return connection_.get(); }

 private:
  Pool* pool_;
  std::unique_ptr<Connection> connection_;
};

/// Sessions opened on demand, at most `size`. I/O thread only. On close() everything that waits or runs ends
/// with core::Unavailable before the sockets go, so that the event loop can come to its end.
class Pool {
 public:
  Pool(boost::asio::any_io_executor executor, boost::asio::any_io_executor blocking, Conninfo info,
       PoolOptions options);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Throws core::Unavailable after acquireTimeout, or when the database cannot be reached.
  core::Task<Lease> acquire();

  /// One statement in its own transaction; deadlocks and serialization failures are tried again, 3 times.
  core::Task<Rows> query(Statement statement, Params params);
  /// The same for several steps in one transaction.
  core::Task<std::vector<Rows>> batch(std::vector<Step> steps);
  /// For reads and for whatever may be done twice: also tried again when the connection broke.
  core::Task<Rows> repeatable(Statement statement, Params params);

  void close();
  PoolStats stats() const;

 private:
  friend class Lease;
  struct Waiter;
  void giveBack(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> takeIdle();
  core::Task<std::unique_ptr<Connection>> openOne(std::chrono::steady_clock::time_point latest);
  core::Task<void> waitForTurn(std::chrono::steady_clock::time_point deadline, bool again);
  core::Task<void> pause(std::chrono::milliseconds time);
  void wakeOne();

  boost::asio::any_io_executor executor_, blocking_;
  Conninfo info_;
  PoolOptions options_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::vector<Connection*> leased_;
  std::deque<std::shared_ptr<Waiter>> waiters_;
  int turns_ = 0;  // woken and about to take what is free: newcomers wait behind them
  int open_ = 0;   // idle, leased and being opened
  std::int64_t timeouts_ = 0;
  bool closed_ = false;
};

}  // namespace heddle::storage
