// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pool.h"

#include "backend/storage/errors.h"

#include <algorithm>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::storage {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {
constexpr int kRetries = 3;
}

struct Pool::Waiter {
  explicit Waiter(const asio::any_io_executor& executor) : timer(executor) {}
  asio::steady_timer timer;
  bool woken = false;
};

Lease::~Lease() {
  if (connection_) pool_->giveBack(std::move(connection_));
}

Pool::Pool(asio::any_io_executor executor, asio::any_io_executor blocking, Conninfo info, PoolOptions options)
    : executor_(std::move(executor)),
      blocking_(std::move(blocking)),
      info_(std::move(info)),
      options_(std::move(options)) {}

Pool::~Pool() {
  close();
}

std::unique_ptr<Connection> Pool::takeIdle() {
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->usable()) return connection;
    --open_;
  }
  return nullptr;
}

core::Task<std::unique_ptr<Connection>> Pool::openOne(std::chrono::steady_clock::time_point latest) {
  ++open_;
  std::unique_ptr<Connection> connection;
  try {
    connection = co_await Connection::open(executor_, blocking_, info_, options_.session, latest);
  } catch (...) {
    --open_;
    wakeOne();
    throw;
  }
  if (closed_) throw core::Unavailable("The database pool is closed.");
  co_return connection;
}

/// `again`: whose turn came to nothing keeps the first place.
core::Task<void> Pool::waitForTurn(std::chrono::steady_clock::time_point deadline, bool again) {
  auto waiter = std::make_shared<Waiter>(executor_);
  waiter->timer.expires_at(deadline);
  waiters_.insert(again ? waiters_.begin() : waiters_.end(), waiter);
  boost::system::error_code ignored;
  co_await waiter->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  if (waiter->woken) {
    --turns_;
    co_return;
  }
  std::erase(waiters_, waiter);
  if (closed_) throw core::Unavailable("The database pool is closed.");
  ++timeouts_;
  throw core::Unavailable("All database connections of the " + options_.name +
                          " pool are in use; try again.");
}

core::Task<Lease> Pool::acquire() {
  const auto deadline = std::chrono::steady_clock::now() + options_.acquireTimeout;
  const auto latest = deadline + options_.openingTimeout;
  for (bool ourTurn = false;; ourTurn = true) {
    if (closed_) throw core::Unavailable("The database pool is closed.");
    std::unique_ptr<Connection> connection;
    if (ourTurn || (waiters_.empty() && turns_ == 0)) {
      connection = takeIdle();
      if (!connection && open_ < options_.size) connection = co_await openOne(latest);
    }
    if (connection) {
      // Whoever came while our turn was on its way queued up, though there may have been enough for both.
      if (!idle_.empty() || open_ < options_.size) wakeOne();
      leased_.push_back(connection.get());
      co_return Lease(*this, std::move(connection));
    }
    co_await waitForTurn(deadline, ourTurn);
  }
}

void Pool::giveBack(std::unique_ptr<Connection> connection) {
  std::erase(leased_, connection.get());
  if (closed_ || !connection->usable()) {
    --open_;
  } else {
    idle_.push_back(std::move(connection));
  }
  wakeOne();
}

void Pool::wakeOne() {
  if (waiters_.empty()) return;
  const auto waiter = waiters_.front();
  waiters_.pop_front();
  waiter->woken = true;
  ++turns_;
  waiter->timer.cancel();
}

core::Task<void> Pool::pause(std::chrono::milliseconds time) {
  asio::steady_timer timer(executor_, time);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

core::Task<std::vector<Rows>> Pool::batch(std::vector<Step> steps) {
  for (int attempt = 0;; ++attempt) {
    try {
      Lease lease = co_await acquire();
      co_return co_await lease->run(steps);
    } catch (const SqlError& error) {
      if (!error.retriable() || attempt >= kRetries) throw;
    }
  }
}

core::Task<Rows> Pool::query(Statement statement, Params params) {
  std::vector<Step> steps;
  steps.push_back({std::move(statement), std::move(params)});
  std::vector<Rows> rows = co_await batch(std::move(steps));
  co_return std::move(rows.front());
}

core::Task<Rows> Pool::repeatable(Statement statement, Params params) {
  for (int attempt = 0;; ++attempt) {
    try {
      co_return co_await query(statement, params);
    } catch (const ConnectionLost&) {
      if (closed_ || attempt >= kRetries) throw;
    }
    const std::chrono::milliseconds rest = 50ms * (1 << (2 * attempt));  // 50, 200, 800
    co_await pause(rest);
  }
}

void Pool::close() {
  closed_ = true;
  open_ -= static_cast<int>(idle_.size());
  idle_.clear();
  for (Connection* connection : leased_)
    connection->abort();
  while (!waiters_.empty())
    wakeOne();
}

PoolStats Pool::stats() const {
  PoolStats out;
  out.size = options_.size;
  out.open = open_;
  out.idle = static_cast<int>(idle_.size());
  out.waiting = static_cast<int>(waiters_.size());
  out.timeouts = timeouts_;
  return out;
}

}  // namespace heddle::storage
