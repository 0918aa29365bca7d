// SPDX-License-Identifier: Apache-2.0
#include "app/server/graph_project.h"

#include "app/server/node_runtime.h"
#include "app/server/python_runtime.h"
#include "app/server/vendor_variables.h"
#include "backend/observe/log.h"
#include "backend/process/process_spawner.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

namespace heddle::server {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool isBelow(const std::string& path, const std::string& folder) {
  return path == folder || path.compare(0, folder.size() + 1, folder + "/") == 0;
}

core::Result<LanguageRuntime> findPython(const ServeArguments& arguments, const std::string& projectFolder,
                                         const std::string& programFolder) {
  PythonSearch search;
  search.asked = arguments.python;
  search.virtualEnv = variable("VIRTUAL_ENV");
  search.projectFolder = projectFolder;
  search.programFolder = programFolder;
  search.searchPath = variable("PATH");
  core::Result<Interpreter> python = choosePython(search);
  if (!python) return python.error();
  core::Result<std::string> runner = findRunner(programFolder, "python", "heddle_runner/__main__.py");
  if (!runner) return runner.error();
  return LanguageRuntime{{std::move(*python)}, std::move(*runner)};
}

core::Result<LanguageRuntime> findNode(const ServeArguments& arguments, const std::string& programFolder) {
  NodeSearch search;
  search.asked = arguments.node;
  search.programFolder = programFolder;
  search.searchPath = variable("PATH");
  core::Result<std::vector<Interpreter>> candidates = nodeCandidates(search);
  if (!candidates) return candidates.error();
  core::Result<std::string> runner = findRunner(programFolder, "node", "heddle_runner/main.js");
  if (!runner) return runner.error();
  return LanguageRuntime{std::move(*candidates), std::move(*runner)};
}

}  // namespace

bool GraphProject::usesPython() const {
  return std::any_of(config.graphs.begin(), config.graphs.end(),
                     [](const auto& graph) { return graph.isPython(); });
}

bool GraphProject::usesNode() const {
  return !std::all_of(config.graphs.begin(), config.graphs.end(),
                      [](const auto& graph) { return graph.isPython(); });
}

core::Result<GraphProject> openProject(const ServeArguments& arguments) {
  core::Result<deployment::LanggraphConfig> config = deployment::readLanggraphJson(arguments.config);
  if (!config) return config.error();
  for (const std::string& warning : config->warnings)
    observe::warning(warning);
  const std::string programFolder = fs::path(process::ProcessSpawner::ownProgram()).parent_path().string();
  for (const std::string& sentence : unusedVariables(*config))
    observe::info(sentence);
  const core::Result<bool> encrypted = encryptsCheckpoints(*config);
  if (!encrypted) return encrypted.error();
  GraphProject project{std::move(*config), std::nullopt, std::nullopt, *encrypted};
  core::Result<LanguageRuntime> python = findPython(arguments, project.config.directory, programFolder);
  if (!python && project.usesPython()) return python.error();
  if (python) project.python = std::move(*python);
  const std::string& auth = project.config.auth.path;
  const bool authInPython = deployment::isPythonPath(auth.substr(0, auth.rfind(':')));
  if (!auth.empty() && !(authInPython ? project.usesPython() : project.usesNode())) {
    return core::Error{core::ErrorCode::invalid,
                       project.config.file + ": auth.path \"" + auth +
                           "\" needs a graph of its own language beside it, whose process asks it"};
  }
  core::Result<LanguageRuntime> node = findNode(arguments, programFolder);
  if (!node && project.usesNode()) return node.error();
  if (node) project.node = std::move(*node);
  return project;
}

FileWatch::Options watchedFiles(const GraphProject& project) {
  FileWatch::Options options;
  const deployment::LanggraphConfig& config = project.config;
  std::set<std::string> folders = {config.directory};
  std::set<std::string> roots;
  for (const deployment::GraphEntry& graph : config.graphs) {
    const fs::path file = (fs::path(config.directory) / graph.path).lexically_normal();
    if (file.has_extension()) folders.insert(file.parent_path().string());
  }
  if (const std::string& app = config.http.app; !app.empty()) {
    const fs::path file = (fs::path(config.directory) / app.substr(0, app.rfind(':'))).lexically_normal();
    if (file.has_extension()) folders.insert(file.parent_path().string());
  }
  for (const std::string& dependency : config.dependencies) {
    std::error_code failure;
    const fs::path folder = (fs::path(config.directory) / dependency).lexically_normal();
    if (fs::is_directory(folder, failure)) folders.insert(folder.string());
  }
  for (std::string folder : folders) {
    while (folder.size() > 1 && folder.back() == '/')
      folder.pop_back();
    bool covered = false;
    for (const std::string& root : roots)
      covered = covered || isBelow(folder, root);
    if (!covered) roots.insert(folder);
  }
  options.files = {config.file};
  if (!config.environmentFile.empty()) options.files.push_back(config.environmentFile);
  options.folders.assign(roots.begin(), roots.end());
  return options;
}

}  // namespace heddle::server
