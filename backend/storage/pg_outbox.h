// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/webhooks.h"
#include "backend/storage/database.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {

/// The outbox of migrations 0004 and 0014. I/O thread only.
class PgOutbox : public core::Outbox {
 public:
  explicit PgOutbox(Database& database) : database_(database) {}

  core::Task<std::vector<core::OutboxCall>> take(core::ReplicaId owner, int limit) override;
  core::Task<void> done(core::OutboxCall call) override;
  core::Task<void> retry(core::OutboxCall call, std::chrono::milliseconds after, bool spent) override;
  core::Task<void> park(core::OutboxCall call, std::string why) override;
  core::Task<std::int64_t> sweepParked(int limit) override;
  core::Task<core::OutboxDepth> depth() override;

 private:
  Database& database_;
};

}  // namespace heddle::storage
