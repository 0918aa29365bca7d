// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"
#include "backend/storage/conninfo.h"
#include "backend/storage/rows.h"
#include "backend/storage/statement.h"

#include <chrono>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/thread_pool.hpp>

namespace heddle::storage {

struct SessionOptions {
  std::chrono::milliseconds statementTimeout{30000};
  std::chrono::milliseconds idleInTransactionTimeout{10000};
};

/// One Postgres session in pipeline mode, serving one coroutine at a time on the I/O thread. A pooler in
/// between is noticed: then nothing is kept in the session, neither settings nor prepared statements. Once
/// broken (or left in the middle of a transaction by a cancelled coroutine) it stays unusable and is to be
/// thrown away.
class Connection {
 public:
  /// Connects on a thread of `blocking`, because name lookup and TLS block. Throws ConnectionLost;
  /// core::Unavailable without a try when the thread has time only after `latest`.
  static core::Task<std::unique_ptr<Connection>> open(boost::asio::any_io_executor executor,
                                                      boost::asio::any_io_executor blocking, Conninfo info,
                                                      SessionOptions options,
                                                      std::chrono::steady_clock::time_point latest);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Sends all steps in one go, as one transaction, and answers in their order. Throws SqlError of the first
  /// step that failed (nothing was done), ConnectionLost (unknown whether it was).
  core::Task<std::vector<Rows>> run(std::vector<Step> steps);

  /// Idle, and the server has not hung up meanwhile.
  bool usable();
  /// Ends whatever is under way with ConnectionLost: stop, before the event loop goes.
  void abort();

 private:
  Connection(boost::asio::any_io_executor executor, PgConnHandle handle, SessionOptions options, bool pooled);

  struct Sent;
  Sent send(const std::vector<Step>& steps);
  core::Task<void> flush();
  core::Task<PgResultHandle> nextResult();
  core::Task<PgResultHandle> commandResult();
  core::Task<void> expectSync();
  [[noreturn]] void fail();

  PgConnHandle handle_;
  boost::asio::posix::stream_descriptor socket_;
  bool prepares_;
  std::string everyTransaction_;  // a statement that leads each; empty without a pooler
  std::unordered_set<std::string> prepared_;
  bool busy_ = false, broken_ = false;
};

}  // namespace heddle::storage
