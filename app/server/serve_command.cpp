// SPDX-License-Identifier: Apache-2.0
#include "app/server/commands.h"
#include "app/server/listen_check.h"
#include "app/server/serving.h"
#include "backend/observe/log.h"

#include <cstdlib>
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
  observe::startLog(settings->logJson ? observe::LogFormat::json : observe::LogFormat::text,
                    observe::parseLevel(settings->logLevel));
  ServerStack::Options options;
  options.databaseUri = databaseUriFromEnvironment();
  if (options.databaseUri.empty()) {
    return complain("no database is named: set DATABASE_URI, as postgres://user:password@host/database");
  }
  const char* redis = std::getenv("REDIS_URI");
  if (redis == nullptr || *redis == '\0') {
    return complain("no Redis is named: set REDIS_URI, as redis://:password@host:6379/0");
  }
  options.redisUri = redis;
  Result<GraphProject> project = openProject(arguments);
  if (!project) return complain(project.error().message);
  if (const Result<void> free = checkPortFree(arguments.host, arguments.port); !free) {
    return complain(free.error().message);
  }
  if (!isLoopback(arguments.host)) {
    observe::warning(
        "serving beyond this machine without API keys: anybody who reaches the port can run graphs",
        {{"host", arguments.host}});
  }
  options.host = arguments.host;
  options.port = arguments.port;
  options.shutdownGrace = settings->shutdownGrace;
  DeployedServer server(arguments, *settings, std::move(*project), std::move(options));
  return server.run();
}

}  // namespace heddle::server
