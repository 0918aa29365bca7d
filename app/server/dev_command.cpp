// SPDX-License-Identifier: Apache-2.0
#include "app/server/commands.h"
#include "app/server/http_setup.h"
#include "app/server/listen_check.h"
#include "app/server/local_services.h"
#include "app/server/serving.h"
#include "backend/api/api_keys.h"
#include "backend/deployment/deployment_json.h"
#include "backend/observe/log.h"
#include "backend/process/data_folder.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace heddle::server {
namespace {

using core::Result;

/// One `heddle-server dev` from the lock of its folder to the end.
class DevServer : public Serving {
 public:
  DevServer(DevArguments arguments, Settings settings, GraphProject project, process::ServiceAccount account,
            process::DataFolder folder)
      : Serving(std::move(settings), std::move(project)),
        arguments_(std::move(arguments)),
        folder_(std::move(folder)),
        services_(io().get_executor(), spawner(), folder_, std::move(account), !arguments_.ephemeral,
                  stopRequest()) {}

 protected:
  core::Task<Result<void>> startAll() override {
    if (!folder_.notice().empty()) observe::warning(folder_.notice());
    observe::info("starting the private database and Redis", {{"data", folder_.path()}});
    Result<void> services = co_await services_.start();
    if (!services) co_return services.error();
    ServerStack::Options options;
    options.databaseUri = services_.databaseUri();
    options.redisUri = services_.redisUri();
    options.host = arguments_.host;
    options.port = arguments_.port;
    options.ownsDatabase = true;
    options.socketFolder = folder_.socketFolder();
    options.debug = {arguments_.debugPort, arguments_.waitForClient};
    // Two generations cannot listen on one port.
    options.reload = arguments_.reload && !options.debug.isOn();
    options.requireLicense = arguments_.requireLicense;
    options.shutdownGrace = std::min(settings().shutdownGrace, kDevGrace);
    Result<void> stack = co_await startStack(std::move(options));
    if (!stack) co_return stack.error();
    co_return writeDeployment();
  }

  core::Task<void> stopAll() override {
    // The file names sockets and a password that end with us: whoever opens it later shall not find it.
    std::error_code ignored;
    std::filesystem::remove(deploymentFile(), ignored);
    co_await stopStack();
    co_await services_.stop();
  }

  std::string url() const override { return urlOf(arguments_.host, port()); }
  bool isDebugging() const override { return arguments_.debugPort != 0; }

 private:
  /// Somebody waits at the keyboard; runs that are cut off resume at the next start.
  static constexpr std::chrono::seconds kDevGrace{3};

  std::string deploymentFile() const { return folder_.path() + "/deployment.json"; }

  Result<void> writeDeployment() const {
    deployment::Deployment deployment;
    deployment.name = std::filesystem::path(project().config.directory).filename().string();
    deployment.environment = deployment::Environment::local;
    deployment.apiUrls = {url() + mountPrefix(project().config.http, settings())};
    deployment.database = services_.databaseUri();
    deployment.redis = services_.redisUri();
    const std::vector<std::string> keys = api::ApiKeys::fromList(settings().apiKeys).all();
    if (!keys.empty()) deployment.apiKey = keys.front();
    deployment.redisKeyPrefix = settings().redisKeyPrefix;
    return deployment::writeDeploymentFile(deploymentFile(), deployment);
  }

  DevArguments arguments_;
  process::DataFolder folder_;
  LocalServices services_;
};

}  // namespace

int runDev(const DevArguments& arguments) {
  const Result<Settings> settings = readSettings();
  if (!settings) return complain(settings.error().message);
  observe::startLog(settings->logFormat, observe::parseLevel(settings->logLevel));
  Result<GraphProject> project = openProject(arguments);
  if (!project) return complain(project.error().message);
  if (const Result<void> free = checkPortFree(arguments.host, arguments.port); !free) {
    return complain(free.error().message);
  }
  const Result<process::ServiceAccount> account = process::chooseServiceAccount();
  if (!account) return complain(account.error().message);
  process::DataFolder::Options place;
  place.path = arguments.dataDir.empty() ? project->config.directory + "/.heddle" : arguments.dataDir;
  place.ephemeral = arguments.ephemeral;
  if (const char* stateRoot = std::getenv("HEDDLE_STATE_DIR")) place.stateRoot = stateRoot;
  Result<process::DataFolder> folder = process::DataFolder::open(place, *account);
  if (!folder) return complain(folder.error().message);
  DevServer server(arguments, *settings, std::move(*project), *account, std::move(*folder));
  return server.run();
}

}  // namespace heddle::server
