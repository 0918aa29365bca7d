// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/resources.h"
#include "backend/storage/database.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {

/// Runs as rows; what moves them is PgQueue. I/O thread only.
class PgRuns : public core::Runs {
 public:
  explicit PgRuns(Database& database) : database_(database) {}

  core::Task<core::Result<core::RunRow>> get(core::ThreadId thread, core::RunId run) override;
  core::Task<std::optional<core::ThreadId>> threadOf(core::RunId run) override;
  core::Task<core::Result<std::vector<core::RunRow>>> list(core::ThreadId thread,
                                                           core::RunList query) override;
  core::Task<std::vector<core::RunPlace>> live(core::LiveRuns query) override;
  core::Task<std::optional<core::BegunRun>> begunAfter(core::ThreadId thread, core::Fence fence,
                                                       core::RunId except) override;
  core::Task<std::optional<core::BegunRun>> lastBegun(core::ThreadId thread) override;
  core::Task<std::optional<core::BegunRun>> firstBeyond(core::ThreadId thread, std::int64_t seq,
                                                        std::chrono::seconds kept) override;
  core::Task<std::int64_t> seqBefore(core::ThreadId thread, core::RunId run) override;
  core::Task<std::optional<core::RunOutcome>> outcome(core::RunId run) override;
  core::Task<core::Result<void>> remove(core::ThreadId thread, core::RunId run) override;

 private:
  Database& database_;
};

}  // namespace heddle::storage
