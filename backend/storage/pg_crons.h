// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/crons.h"
#include "backend/storage/database.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {

/// Crons as resources. I/O thread only.
class PgCrons : public core::Crons {
 public:
  explicit PgCrons(Database& database) : database_(database) {}

  core::Task<core::Result<core::JsonText>> create(core::CronCreate request) override;
  core::Task<core::Result<core::JsonText>> get(core::CronId id) override;
  core::Task<core::Result<core::CronTiming>> timing(core::CronId id) override;
  core::Task<core::Result<core::JsonText>> update(core::CronId id, core::CronPatch patch) override;
  core::Task<core::Result<void>> remove(core::CronId id) override;
  core::Task<core::Page> search(core::CronSearch query) override;
  core::Task<std::int64_t> count(core::CronSearch query) override;
  core::Task<core::Sight> sight(core::CronId id, core::AccessFilter filter) override;

 private:
  Database& database_;
};

}  // namespace heddle::storage
