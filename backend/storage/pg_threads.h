// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/resources.h"
#include "backend/storage/database.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {

/// Threads: the official table, their slots where they are removed, copied or edited. I/O thread only.
class PgThreads : public core::Threads {
 public:
  explicit PgThreads(Database& database) : database_(database) {}

  core::Task<core::Result<core::JsonText>> create(core::ThreadCreate request) override;
  core::Task<core::Result<core::JsonText>> get(core::ThreadId id, bool includeTtl) override;
  core::Task<core::Result<core::JsonText>> update(core::ThreadId id, core::ThreadPatch patch) override;
  core::Task<core::Result<void>> remove(core::ThreadId id, core::ReplicaId by,
                                        std::vector<core::CancelledRun>& cancelled) override;
  core::Task<core::Page> search(core::ThreadSearch query) override;
  core::Task<std::int64_t> count(core::ThreadSearch query) override;
  core::Task<core::Result<core::JsonText>> copy(core::ThreadId id, core::ReplicaId by) override;
  core::Task<core::Result<core::ThreadHead>> head(core::ThreadId id) override;
  core::Task<core::Sight> sight(core::ThreadId id, core::AccessFilter filter) override;
  core::Task<core::Result<void>> applyEdit(core::FinishRequest edit) override;

 private:
  Database& database_;
};

}  // namespace heddle::storage
