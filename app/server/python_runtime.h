// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/interpreter.h"
#include "backend/core/ports/spawner.h"
#include "backend/core/result.h"
#include "backend/core/task.h"

#include <string>

namespace heddle::server {

/// What the choice of a Python depends on; injected so that tests need no real ones.
struct PythonSearch {
  std::string asked;       // --python
  std::string virtualEnv;  // $VIRTUAL_ENV
  std::string projectFolder;
  std::string programFolder;  // where heddle-server stands
  std::string searchPath;     // $PATH
};

/// --python, then $VIRTUAL_ENV, then `.venv` beside the config, then ours (of an installation or a source
/// tree), then python3 on the path. Never installs anything. Errors: unavailable.
core::Result<Interpreter> choosePython(const PythonSearch& search);

/// A package that something asked for needs beside LangGraph.
struct NeededPackage {
  std::string module, package;
  std::string because;  // begins the sentence on its absence
};

/// Asks the interpreter itself whether it finds LangGraph and what else is needed, before anything waits for
/// a runner that could never load a graph. Errors: unavailable, with what to install where.
core::Task<core::Result<void>> checkPython(core::Spawner& spawner, Interpreter python,
                                           std::vector<NeededPackage> needed);

}  // namespace heddle::server
