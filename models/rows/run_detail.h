// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"
#include "models/rows/run_row.h"
#include "models/rows/step_row.h"

#include <memory>
#include <vector>

namespace heddle::models {

/// Everything the run inspector shows of one run, decoded away from the GUI thread. Values are shared, never
/// changed.
struct RunDetail {
  using Tree = std::shared_ptr<const wire::Value>;

  RunRow row;
  QString graph;
  Tree input;   // what the run was asked; a command stands here too
  Tree config;  // the rest of its arguments
  Tree output;  // the values it left, as far as they are still known
  Tree metadata;
  QString errorTitle;  // "TimeoutError"
  QString errorText;   // message and trace
  QString raw;         // the row and its arguments as stored, indented JSON
  std::vector<StepRow> steps;
  qint64 waitingBehind = -1;  // runs of the thread before it
  bool truncated = false;     // something was larger than the reader's cap
};

}  // namespace heddle::models
