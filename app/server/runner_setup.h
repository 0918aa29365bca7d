// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/graph_project.h"
#include "app/server/settings.h"
#include "backend/jobs/runner_spec.h"

namespace heddle::server {

/// How this project's runners are started and what they are told. A reload reads langgraph.json again; while
/// it is broken the last good one counts. `project` outlives the options.
jobs::PoolOptions runnerOptions(const GraphProject& project, const Settings& settings, bool reload);

/// The one spec: interpreter, environment, graphs.
jobs::RunnerSpec runnerSpec(const GraphProject& project);

}  // namespace heddle::server
