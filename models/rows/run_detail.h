// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/run_row.h"
#include "models/rows/step_row.h"
#include "models/values/masked_value.h"

#include <vector>

namespace heddle::models {

/// Everything the run inspector shows of one run, decoded away from the GUI thread. Values are shared, never
/// changed.
struct RunDetail {
  RunRow row;
  QString graph;
  MaskedValue input;   // what the run was asked; a command stands here too
  MaskedValue output;  // the values it left, as far as they are still known
  QString errorTitle;  // "TimeoutError"
  QString errorText;   // message and trace
  QString raw;         // the row and its arguments, secrets masked, indented JSON
  std::vector<StepRow> steps;
  qint64 waitingBehind = -1;  // runs of the thread before it
  bool truncated = false;     // something was larger than the reader's cap
};

}  // namespace heddle::models
