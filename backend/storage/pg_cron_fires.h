// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/crons.h"
#include "backend/storage/database.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {

/// Due crons and the fires recorded of them (migration 0013). I/O thread only.
class PgCronFires : public core::CronFires {
 public:
  explicit PgCronFires(Database& database) : database_(database) {}

  core::Task<std::vector<core::DueCron>> due(int limit) override;
  core::Task<std::optional<core::CronFire>> record(core::DueCron due, core::RunId run,
                                                   std::optional<core::Moment> next) override;
  core::Task<std::vector<core::CronFire>> abandoned(int limit) override;
  core::Task<void> giveUp(core::RunId run) override;
  core::Task<std::int64_t> sweep(int limit) override;

 private:
  Database& database_;
};

}  // namespace heddle::storage
