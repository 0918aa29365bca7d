// SPDX-License-Identifier: Apache-2.0
#include "app/server/runner_setup.h"

#include "app/server/http_setup.h"
#include "app/server/langsmith.h"
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

std::string graphsText(const deployment::LanggraphConfig& config, bool python) {
  std::string text = "{";
  for (const deployment::GraphEntry& graph : config.graphs) {
    if (graph.isPython() != python) continue;
    if (text.size() > 1) text += ',';
    text += json::serialize(json::value(graph.id)) + ':' + graph.raw.text;
  }
  return text + "}";
}

bool appIsPython(const deployment::HttpPolicy& http) {
  return deployment::isPythonPath(http.app.substr(0, http.app.rfind(':')));
}

/// Half of the cores run graphs, the other half the database and ourselves; one runner takes many runs at
/// once.
int executorCount(int jobs) {
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return std::clamp(cores / 2, 1, std::max(1, jobs));
}

/// What both languages are told alike.
jobs::RunnerSpec commonSpec(const deployment::LanggraphConfig& config, bool python,
                            const jobs::AppSpec& app) {
  jobs::RunnerSpec spec;
  if (!config.http.app.empty() && appIsPython(config.http) == python) {
    spec.app = app;
    spec.app.path = config.http.app;
  }
  spec.workingDirectory = config.directory;
  spec.baseDir = config.directory;
  json::object env;
  for (const auto& [name, value] : config.environment)
    env[name] = value;
  if (tracesByDefault(config)) env["LANGSMITH_TRACING"] = "true";
  spec.env.text = json::serialize(env);
  json::array dependencies;
  for (const std::string& each : config.dependencies)
    dependencies.emplace_back(each);
  spec.dependencies.text = json::serialize(dependencies);
  return spec;
}

jobs::RunnerSpec pythonSpec(const deployment::LanggraphConfig& config, const LanguageRuntime& runtime,
                            const jobs::AppSpec& app) {
  jobs::RunnerSpec spec = commonSpec(config, true, app);
  spec.language = "python";
  spec.argv = {runtime.interpreter().program, "-P", "-m", "heddle_runner"};
  spec.environment = jobs::runnerEnvironment(
      ownEnvironment(), {"PYTHONPATH=" + runtime.runner, "PYTHONUNBUFFERED=1", "HEDDLE_RUNNER_FD=3"});
  spec.graphs.text = graphsText(config, true);
  return spec;
}

jobs::RunnerSpec nodeSpec(const deployment::LanggraphConfig& config, const LanguageRuntime& runtime,
                          const jobs::AppSpec& app) {
  jobs::RunnerSpec spec = commonSpec(config, false, app);
  spec.language = "node";
  spec.argv = {runtime.interpreter().program, "--enable-source-maps",
               runtime.runner + "/heddle_runner/main.js"};
  spec.environment = jobs::runnerEnvironment(ownEnvironment(), {"HEDDLE_RUNNER_FD=3", "HEDDLE_PULSE_FD=4"});
  spec.pulseSocket = true;
  spec.graphs.text = graphsText(config, false);
  return spec;
}

/// `common` is what pools of all languages have alike.
std::vector<jobs::PoolOptions> poolsOf(const GraphProject& project, const jobs::PoolOptions& common,
                                       const jobs::AppSpec& app) {
  std::vector<jobs::PoolOptions> pools;
  const auto add = [&](jobs::RunnerSpec spec) { pools.emplace_back(common).spec = std::move(spec); };
  // A language that a reload brings may have no interpreter here; its graphs are left out.
  if (project.usesPython() && project.python) add(pythonSpec(project.config, *project.python, app));
  if (project.usesNode() && project.node) add(nodeSpec(project.config, *project.node, app));
  for (std::size_t i = 1; i < pools.size() && common.debug.isOn(); ++i)
    pools[i].debug.port = static_cast<std::uint16_t>(common.debug.port + i);
  return pools;
}

void tellMissing(const GraphProject& project) {
  for (const deployment::GraphEntry& graph : project.config.graphs)
    if (graph.isPython() ? !project.python : !project.node)
      observe::error("no interpreter was found for the graph, it is left out",
                     {{"graph", graph.id}, {"path", graph.path}});
  const auto& http = project.config.http;
  if (http.app.empty() || (appIsPython(http) ? project.usesPython() : project.usesNode())) return;
  observe::error("http.app is left out: it needs a graph of its own language beside it", {{"app", http.app}});
}

}  // namespace

jobs::FleetOptions runnerOptions(const GraphProject& project, const Settings& settings,
                                 const RunnerChoices& choices) {
  jobs::PoolOptions common;
  common.executors = executorCount(settings.jobsPerWorker);
  common.jobs = settings.jobsPerWorker;
  common.memory.soft = settings.runnerMemorySoftMb << 20;
  common.memory.hard = settings.runnerMemoryHardMb << 20;
  common.reload = choices.reload;
  common.debug = choices.debug;
  const jobs::AppSpec app{{}, choices.socketFolder, mountPrefix(project.config.http, settings)};
  jobs::FleetOptions options;
  tellMissing(project);
  options.pools = poolsOf(project, common, app);
  // Kept between reloads, so that a config that is broken for a moment leaves the last good one in force.
  const auto current = std::make_shared<GraphProject>(project);
  options.renew = [current, common, app] {
    core::Result<deployment::LanggraphConfig> config = deployment::readLanggraphJson(current->config.file);
    if (config) {
      current->config = std::move(*config);
    } else {
      observe::error("langgraph.json is kept as it was", {{"why", config.error().message}});
    }
    tellMissing(*current);
    return poolsOf(*current, common, app);
  };
  return options;
}

}  // namespace heddle::server
