// SPDX-License-Identifier: Apache-2.0
#include "app/server/commands.h"
#include "app/server/listen_check.h"
#include "app/server/service_uris.h"
#include "app/server/serving.h"
#include "backend/observe/log.h"
#include "backend/process/runtime_folder.h"

#include <utility>

#include <boost/asio/awaitable.hpp>

namespace heddle::server {
namespace {

using core::Result;

bool isLoopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

/// One replica on a database and a Redis that somebody else runs.
class DeployedServer : public Serving {
 public:
  DeployedServer(ServeArguments arguments, Settings settings, GraphProject project,
                 ServerStack::Options options)
      : Serving(std::move(settings), std::move(project)),
        arguments_(std::move(arguments)),
        options_(std::move(options)) {}

 protected:
  core::Task<Result<void>> startAll() override { return startStack(options_); }
  core::Task<void> stopAll() override { return stopStack(); }
  std::string url() const override { return urlOf(arguments_.host, port()); }

 private:
  ServeArguments arguments_;
  ServerStack::Options options_;
};

}  // namespace

int runServe(const ServeArguments& arguments) {
  const Result<Settings> settings = readSettings();
  if (!settings) return complain(settings.error().message);
  observe::startLog(settings->logFormat, observe::parseLevel(settings->logLevel));
  ServerStack::Options options;
  const Result<DatabaseUris> database = databaseFromEnvironment();
  if (!database) return complain(database.error().message);
  const Result<std::string> redis = redisFromEnvironment();
  if (!redis) return complain(redis.error().message);
  options.databaseUri = database->serving;
  options.migrationUri = database->migrating;
  options.redisUri = *redis;
  Result<GraphProject> project = openProject(arguments);
  if (!project) return complain(project.error().message);
  if (const Result<void> free = checkPortFree(arguments.host, arguments.port); !free) {
    return complain(free.error().message);
  }
  if (!isLoopback(arguments.host) && settings->apiKeys.empty() && project->config.auth.path.empty()) {
    observe::warning(
        "serving beyond this machine without API keys or an auth handler: anybody who reaches the port can "
        "run graphs",
        {{"host", arguments.host}});
  }
  if (!project->config.http.app.empty()) {
    Result<std::string> folder = process::runtimeFolder("app");
    if (!folder) return complain(folder.error().message);
    options.socketFolder = std::move(*folder);
  }
  options.host = arguments.host;
  options.port = arguments.port;
  options.requireLicense = arguments.requireLicense;
  options.shutdownGrace = settings->shutdownGrace;
  DeployedServer server(arguments, *settings, std::move(*project), std::move(options));
  return server.run();
}

}  // namespace heddle::server
