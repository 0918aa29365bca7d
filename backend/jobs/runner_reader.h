// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/run_service.h"
#include "backend/jobs/runner_pool.h"

namespace heddle::jobs {

/// Questions to the pool's reader (frames.md, "CALL methods"). I/O thread only.
class RunnerReader : public GraphReader {
 public:
  explicit RunnerReader(RunnerPool& pool) : pool_(pool) {}
  core::Task<core::Result<core::JsonText>> call(std::string method, core::JsonText params,
                                                std::optional<core::SlotRef> slot) override;

 private:
  core::Task<RunnerProcess*> readyReader();
  std::optional<core::Error> refusal(std::string_view graph) const;

  RunnerPool& pool_;
};

}  // namespace heddle::jobs
