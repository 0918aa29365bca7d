// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/scoped_threads.h"
#include "backend/core/ports/crons.h"

namespace heddle::api {

/// The crons that a caller's filter lets through. One is made only by who sees its assistant
/// and its thread.
class ScopedCrons : public core::Crons {
 public:
  ScopedCrons(core::Crons& crons, core::AccessFilter filter, ThreadSight& threads,
              core::Assistants& assistants)
      : crons_(crons), filter_(std::move(filter)), threads_(threads), assistants_(assistants) {}

  core::Task<core::Result<core::JsonText>> create(core::CronCreate request) override;
  core::Task<core::Result<core::JsonText>> get(core::CronId id) override;
  core::Task<core::Result<core::CronTiming>> timing(core::CronId id) override;
  core::Task<core::Result<core::JsonText>> update(core::CronId id, core::CronPatch patch) override;
  core::Task<core::Result<void>> remove(core::CronId id) override;
  core::Task<core::Page> search(core::CronSearch query) override;
  core::Task<std::int64_t> count(core::CronSearch query) override;
  core::Task<core::Sight> sight(core::CronId id, core::AccessFilter filter) override;

 private:
  core::Task<core::Result<void>> check(core::CronId id);

  core::Crons& crons_;
  core::AccessFilter filter_;
  ThreadSight& threads_;
  core::Assistants& assistants_;  // as the caller sees them
};

}  // namespace heddle::api
