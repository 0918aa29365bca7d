// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/resources.h"
#include "backend/storage/database.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {

/// Pruning, expiry and sizes of threads, each change under the thread's slot. I/O thread only.
class PgThreadLife : public core::ThreadLife {
 public:
  explicit PgThreadLife(Database& database) : database_(database) {}

  core::Task<core::Result<std::int64_t>> prune(std::vector<core::ThreadId> threads, std::string strategy,
                                               core::ReplicaId by,
                                               std::vector<core::CancelledRun>& cancelled) override;
  core::Task<core::Result<core::JsonText>> storage(core::ThreadId id) override;

  /// The time that threads get which ask for none from now on, on every replica; empty: for ever.
  core::Task<void> setDefaultTtl(std::optional<core::ThreadTtl> ttl);
  /// Of threads whose time is over, at most `limit`; answers how many were deleted or pruned.
  core::Task<std::int64_t> sweepExpired(int limit, core::ReplicaId by);

 private:
  Database& database_;
};

}  // namespace heddle::storage
