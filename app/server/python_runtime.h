// SPDX-License-Identifier: Apache-2.0
#pragma once

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

struct Interpreter {
  std::string program;
  std::string because;  // for the log and the console: "--python", "VIRTUAL_ENV", …
};

/// --python, then $VIRTUAL_ENV, then `.venv` beside the config, then ours (of an installation or a source
/// tree), then python3 on the path. Never installs anything. Errors: unavailable.
core::Result<Interpreter> choosePython(const PythonSearch& search);

/// The folder to put on PYTHONPATH so that `-m heddle_runner` is found: `share/heddle/runners/python` of an
/// installation, or `backend/runners/python` of the source tree the binary was built in. Errors: unavailable.
core::Result<std::string> findRunnerPackage(const std::string& programFolder);

/// Asks the interpreter itself whether it finds LangGraph, before anything waits for a runner that could
/// never load a graph. Errors: unavailable, with what to install where.
core::Task<core::Result<void>> checkPython(core::Spawner& spawner, Interpreter python);

}  // namespace heddle::server
