// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_thread_life.h"

#include "backend/storage/errors.h"
#include "backend/storage/queue_rows.h"

#include <chrono>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::storage {
namespace {

using namespace std::chrono_literals;

/// An edit of the thread is short; a request waits for it this long.
constexpr std::chrono::milliseconds kMovePatience = 2s, kLook = 20ms;

/// Empty: one of the threads is busy, and nothing was done.
core::Task<std::optional<Rows>> tryPrune(Database& database, std::vector<std::string> threads,
                                         std::string strategy, core::ReplicaId by) {
  static const Statement statement{
      "threads_prune",
      "select pruned, cancelled from heddle_prune_threads_v1($1::text[]::uuid[], $2::text, $3::bigint)"};
  Params params;
  params.texts(threads).text(strategy).integer(by);
  try {
    Rows rows = co_await database.api().query(statement, std::move(params));
    co_return std::move(rows);
  } catch (const SqlError& error) {
    if (error.state() != "HD409") throw;
  }
  co_return std::nullopt;
}

}  // namespace

core::Task<core::Result<std::int64_t>> PgThreadLife::prune(std::vector<core::ThreadId> threads,
                                                           std::string strategy, core::ReplicaId by,
                                                           std::vector<core::CancelledRun>& cancelled) {
  std::vector<std::string> ids;
  for (const auto& thread : threads)
    ids.push_back(thread.text());
  const auto deadline = std::chrono::steady_clock::now() + kMovePatience;
  for (;;) {
    const auto rows = co_await tryPrune(database_, ids, strategy, by);
    if (rows) {
      cancelled = cancelledRuns(rows->view(0, 1), std::nullopt, core::CancelAction::rollback);
      co_return rows->integer(0, 0);
    }
    if (std::chrono::steady_clock::now() >= deadline)
      co_return core::Error{core::ErrorCode::conflict, "Thread is busy"};
    boost::asio::steady_timer rest(database_.executor(), kLook);
    co_await rest.async_wait(boost::asio::use_awaitable);
  }
}

core::Task<core::Result<core::JsonText>> PgThreadLife::storage(core::ThreadId id) {
  static const Statement statement{"thread_storage", "select heddle_thread_storage_v1($1::uuid)"};
  Params params;
  params.text(id.text());
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  if (rows.isNull(0, 0))
    co_return core::Error{core::ErrorCode::notFound, "Thread " + id.text() + " not found."};
  co_return core::JsonText{rows.text(0, 0)};
}

core::Task<void> PgThreadLife::setDefaultTtl(std::optional<core::ThreadTtl> ttl) {
  static const Statement statement{"", "select heddle_set_default_ttl_v1($1::text, $2::numeric)"};
  Params params;
  params.text(ttl ? ttl->strategy : "delete");
  if (ttl) params.real(ttl->minutes);
  if (!ttl) params.null();
  co_await database_.api().repeatable(statement, std::move(params));
}

core::Task<std::int64_t> PgThreadLife::sweepExpired(int limit, core::ReplicaId by) {
  static const Statement statement{"threads_sweep", "select heddle_sweep_threads_v1($1::int, $2::bigint)"};
  Params params;
  params.integer(limit).integer(by);
  const Rows rows = co_await database_.api().query(statement, std::move(params));
  co_return rows.integer(0, 0);
}

}  // namespace heddle::storage
