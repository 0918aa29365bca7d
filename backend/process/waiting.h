// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/spawner.h"
#include "backend/core/task.h"

#include <chrono>
#include <optional>

namespace heddle::process {

/// Lets the loop go on for a while; the only pause in this folder, for polling what has no event.
core::Task<void> pause(std::chrono::milliseconds length);

/// The exit, if it comes within the time.
core::Task<std::optional<core::ChildExit>> exitWithin(core::Child& child, std::chrono::milliseconds patience);

}  // namespace heddle::process
