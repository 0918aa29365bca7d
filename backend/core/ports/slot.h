// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/uuid.h"

#include <cstdint>
#include <optional>

namespace heddle::core {

/// One incarnation of a server process; a new number at every start (DESIGN §4a.9).
using ReplicaId = std::int64_t;

/// Rises with every claim, across failovers (DESIGN §4a.10); below 2^53, so JSON numbers carry it exactly.
using Fence = std::int64_t;

/// The right to write one thread, as `heddle_run_slot` has it: a run's, or an edit's (no run). Every write of
/// thread state carries it; a write whose fence is no longer the slot's never commits.
struct SlotRef {
  ThreadId threadId;
  std::optional<RunId> runId;  // empty: edit slot
  Fence fence = 0;
};

}  // namespace heddle::core
