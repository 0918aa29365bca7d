// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <filesystem>
#include <string>

namespace heddle::server {

/// A program that runs graphs.
struct Interpreter {
  std::string program;
  std::string because;  // for the log and the console: "--python", "VIRTUAL_ENV", …
};

bool isProgram(const std::filesystem::path& path);

/// The first program of that name in the folders of `searchPath`; empty: none.
std::string onPath(const std::string& name, const std::string& searchPath);

/// What `option` names: a path, or a name on the path. Errors: unavailable.
core::Result<Interpreter> askedProgram(const std::string& option, const std::string& asked,
                                       const std::string& searchPath);

/// The source tree a binary was built in: it stands in build/<preset>/bin.
std::filesystem::path sourceTree(const std::string& programFolder);

/// The folder of the runner of a language ("python", "node"): `share/heddle/runners/` of an installation, or
/// `backend/runners/` of the source tree, whichever has `file` in it. Errors: unavailable.
core::Result<std::string> findRunner(const std::string& programFolder, const std::string& language,
                                     const std::string& file);

}  // namespace heddle::server
