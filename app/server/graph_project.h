// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/command_line.h"
#include "app/server/file_watch.h"
#include "app/server/python_runtime.h"
#include "backend/core/result.h"
#include "backend/deployment/langgraph_json.h"

#include <string>

namespace heddle::server {

/// The user's side of the server: the checked langgraph.json and what runs it.
struct GraphProject {
  deployment::LanggraphConfig config;
  Interpreter python;
  std::string runnerPackage;  // for PYTHONPATH
};

/// Errors: one sentence about the config, the interpreter or the installation.
core::Result<GraphProject> openProject(const ServeArguments& arguments);

/// What has to change for the graphs to be loaded anew.
FileWatch::Options watchedFiles(const GraphProject& project);

}  // namespace heddle::server
