// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/jobs/run_service.h"
#include "backend/jobs/runner_fleet.h"

namespace heddle::jobs {

/// Questions to the pool's reader (frames.md, "CALL methods"). I/O thread only.
class RunnerReader : public GraphReader {
 public:
  explicit RunnerReader(RunnerFleet& fleet) : fleet_(fleet) {}
  core::Task<core::Result<core::JsonText>> call(std::string method, core::JsonText params,
                                                std::optional<core::SlotRef> slot) override;

 private:
  core::Task<RunnerProcess*> readyReader(std::string graph, std::string language);
  std::optional<core::Error> refusal(std::string_view graph) const;

  RunnerFleet& fleet_;
};

}  // namespace heddle::jobs
