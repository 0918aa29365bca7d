// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/resources.h"
#include "backend/jobs/run_service.h"

#include <memory>
#include <string>
#include <vector>

namespace heddle::api {

/// What wait and join answer, gathered from a run's events: the last root `values`; interrupts of all events
/// merged into its `__interrupt__`; `{"__error__": {error, message}}` when the run failed; the URLs for
/// feedback as its `__feedback__`; `{}` if nothing.
class RunResult {
 public:
  void take(const jobs::StreamEvent& event);
  /// Fills in what was stored, for a run whose events are not there any more.
  void take(const core::RunOutcome& outcome);
  bool empty() const { return !values_ && !error_ && interrupts_.empty(); }
  std::string json() const;

 private:
  void takeInterrupts(std::string_view array);

  std::shared_ptr<const std::string> values_, error_, feedback_;
  std::vector<std::string> interrupts_;  // JSON texts, each once
};

}  // namespace heddle::api
