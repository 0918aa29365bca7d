// SPDX-License-Identifier: Apache-2.0
#include "app/server/interpreter.h"

#include <sstream>
#include <unistd.h>

namespace heddle::server {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

bool isProgram(const fs::path& path) {
  std::error_code failure;
  return fs::is_regular_file(path, failure) && ::access(path.c_str(), X_OK) == 0;
}

std::string onPath(const std::string& name, const std::string& searchPath) {
  std::istringstream folders(searchPath);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (!folder.empty() && isProgram(fs::path(folder) / name)) return (fs::path(folder) / name).string();
  }
  return {};
}

core::Result<Interpreter> askedProgram(const std::string& option, const std::string& asked,
                                       const std::string& searchPath) {
  const bool isPath = asked.find('/') != std::string::npos;
  const std::string program = isPath ? fs::absolute(asked).string() : onPath(asked, searchPath);
  if (!program.empty() && isProgram(program)) return Interpreter{program, option};
  return Error{ErrorCode::unavailable, option + " names " + asked + ", which is no program that can be run"};
}

fs::path sourceTree(const std::string& programFolder) {
  return fs::path(programFolder).parent_path().parent_path().parent_path();
}

core::Result<std::string> findRunner(const std::string& programFolder, const std::string& language,
                                     const std::string& file) {
  const fs::path candidates[] = {fs::path(programFolder).parent_path() / "share/heddle/runners" / language,
                                 sourceTree(programFolder) / "backend/runners" / language};
  for (const fs::path& candidate : candidates) {
    std::error_code failure;
    if (fs::exists(candidate / file, failure)) return candidate.lexically_normal().string();
  }
  return Error{ErrorCode::unavailable,
               "the runner package heddle_runner for " + language + " was not found beside " + programFolder +
                   ": install Heddle again, or start the binary from its build folder"};
}

}  // namespace heddle::server
