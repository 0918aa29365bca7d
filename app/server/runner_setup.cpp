// SPDX-License-Identifier: Apache-2.0
#include "app/server/runner_setup.h"

#include "backend/jobs/runner_environment.h"
#include "backend/observe/log.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace heddle::server {
namespace {

namespace json = boost::json;

std::vector<std::string> ownEnvironment() {
  std::vector<std::string> entries;
  for (char** entry = environ; *entry != nullptr; ++entry)
    entries.emplace_back(*entry);
  return entries;
}

std::string graphsText(const deployment::LanggraphConfig& config) {
  std::string text = "{";
  for (const deployment::GraphEntry& graph : config.graphs) {
    if (!graph.isPython()) continue;
    if (text.size() > 1) text += ',';
    text += json::serialize(json::value(graph.id)) + ':' + graph.raw.text;
  }
  return text + "}";
}

/// Half of the cores run graphs, the other half the database and ourselves; one runner takes many runs at
/// once.
int executorCount(int jobs) {
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return std::clamp(cores / 2, 1, std::max(1, jobs));
}

}  // namespace

jobs::RunnerSpec runnerSpec(const GraphProject& project) {
  const deployment::LanggraphConfig& config = project.config;
  jobs::RunnerSpec spec;
  spec.argv = {project.python.program, "-P", "-m", "heddle_runner"};
  spec.environment = jobs::runnerEnvironment(
      ownEnvironment(), {"PYTHONPATH=" + project.runnerPackage, "PYTHONUNBUFFERED=1", "HEDDLE_RUNNER_FD=3"});
  spec.workingDirectory = config.directory;
  spec.baseDir = config.directory;
  spec.graphs.text = graphsText(config);
  json::object env;
  for (const auto& [name, value] : config.environment)
    env[name] = value;
  spec.env.text = json::serialize(env);
  json::array dependencies;
  for (const std::string& each : config.dependencies)
    dependencies.emplace_back(each);
  spec.dependencies.text = json::serialize(dependencies);
  return spec;
}

jobs::PoolOptions runnerOptions(const GraphProject& project, const Settings& settings, bool reload) {
  for (const deployment::GraphEntry& graph : project.config.graphs) {
    if (graph.isPython()) continue;
    observe::warning("this version runs Python graphs only; the graph is left out",
                     {{"graph", graph.id}, {"path", graph.path}});
  }
  jobs::PoolOptions options;
  options.spec = runnerSpec(project);
  options.executors = executorCount(settings.jobsPerWorker);
  options.jobs = settings.jobsPerWorker;
  options.memory.soft = settings.runnerMemorySoftMb << 20;
  options.memory.hard = settings.runnerMemoryHardMb << 20;
  options.reload = reload;
  // Kept between reloads, so that a config that is broken for a moment leaves the last good one in force.
  const auto current = std::make_shared<GraphProject>(project);
  options.respec = [current] {
    core::Result<deployment::LanggraphConfig> config = deployment::readLanggraphJson(current->config.file);
    if (config) {
      current->config = std::move(*config);
    } else {
      observe::error("langgraph.json is kept as it was", {{"why", config.error().message}});
    }
    return runnerSpec(*current);
  };
  return options;
}

}  // namespace heddle::server
