// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/graph_project.h"
#include "app/server/settings.h"
#include "backend/jobs/runner_spec.h"

#include <string>

namespace heddle::server {

/// What langgraph.json does not say of its runners.
struct RunnerChoices {
  bool reload = false;
  std::string socketFolder;  // for the project's own HTTP app
  jobs::DebugPort debug;
};

/// How this project's runners are started and what they are told: a pool for each language in use. A reload
/// reads langgraph.json again; while it is broken the last good one counts.
jobs::FleetOptions runnerOptions(const GraphProject& project, const Settings& settings,
                                 const RunnerChoices& choices);

}  // namespace heddle::server
