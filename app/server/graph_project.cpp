// SPDX-License-Identifier: Apache-2.0
#include "app/server/graph_project.h"

#include "backend/observe/log.h"
#include "backend/process/process_spawner.h"

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

}  // namespace

core::Result<GraphProject> openProject(const ServeArguments& arguments) {
  core::Result<deployment::LanggraphConfig> config = deployment::readLanggraphJson(arguments.config);
  if (!config) return config.error();
  for (const std::string& warning : config->warnings)
    observe::warning(warning);
  const std::string programFolder = fs::path(process::ProcessSpawner::ownProgram()).parent_path().string();
  PythonSearch search;
  search.asked = arguments.python;
  search.virtualEnv = variable("VIRTUAL_ENV");
  search.projectFolder = config->directory;
  search.programFolder = programFolder;
  search.searchPath = variable("PATH");
  core::Result<Interpreter> python = choosePython(search);
  if (!python) return python.error();
  core::Result<std::string> package = findRunnerPackage(programFolder);
  if (!package) return package.error();
  return GraphProject{std::move(*config), std::move(*python), std::move(*package)};
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
