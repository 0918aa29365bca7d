// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/command_line.h"
#include "app/server/file_watch.h"
#include "app/server/interpreter.h"
#include "backend/core/result.h"
#include "backend/deployment/langgraph_json.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::server {

/// What runs the graphs of one language.
struct LanguageRuntime {
  std::vector<Interpreter> candidates;  // the first counts
  std::string runner;                   // folder of the runner's code

  const Interpreter& interpreter() const { return candidates.front(); }
};

/// The user's side of the server: the checked langgraph.json and what runs it. A language that no graph is
/// written in may be missing.
struct GraphProject {
  deployment::LanggraphConfig config;
  std::optional<LanguageRuntime> python, node;
  bool encrypted = false;  // checkpoints, by LANGGRAPH_AES_KEY

  bool usesPython() const;
  bool usesNode() const;
};

/// Errors: one sentence about the config, an interpreter that is needed, or the installation.
core::Result<GraphProject> openProject(const ServeArguments& arguments);

/// What has to change for the graphs to be loaded anew.
FileWatch::Options watchedFiles(const GraphProject& project);

}  // namespace heddle::server
