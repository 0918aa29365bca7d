// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/arguments.h"
#include "backend/client/deployment_session.h"

#include <optional>

namespace heddle::cli {

// Threads of a deployment whose checkpoints a Redis checkpointer keeps: found by SCAN in a bounded number of
// keys, read with JSON.GET. Only where there is no Postgres.

/// The exit code of `threads list` or `threads state`; nothing when the session has a Postgres, which is then
/// read instead.
std::optional<int> redisThreadsList(const Arguments& arguments, client::DeploymentSession& session);
std::optional<int> redisThreadsState(const Arguments& arguments, client::DeploymentSession& session);

}  // namespace heddle::cli
