// SPDX-License-Identifier: Apache-2.0
#include "app/server/serving.h"

#include "app/server/commands.h"
#include "app/server/node_runtime.h"
#include "app/server/python_runtime.h"
#include "backend/observe/log.h"

#include <cstdio>
#include <exception>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>

namespace heddle::server {

Serving::Serving(Settings settings, GraphProject project)
    : settings_(std::move(settings)),
      project_(std::move(project)),
      spawner_(io_.get_executor()),
      stop_(io_) {}

Serving::~Serving() = default;

int Serving::run() {
  boost::asio::co_spawn(io_, serve(), [this](std::exception_ptr failure) {
    io_.stop();
    if (!failure) return;
    exitCode_ = 1;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      complain(error.what());
    }
  });
  io_.run();
  return exitCode_;
}

core::Task<void> Serving::serve() {
  std::string failure;
  try {
    core::Result<void> started = co_await checkInterpreters();
    if (started) started = co_await startAll();
    if (!started) failure = started.error().message;
  } catch (const std::exception& error) {
    failure = error.what();
  }
  if (failure.empty() && !stop_.isAsked()) {
    tellReady();
    std::printf("ready %s\n", url().c_str());
    std::fflush(stdout);
    co_await stop_.asked();
  }
  if (failure.empty()) failure = stop_.failure();
  observe::info("stopping");
  co_await stopAll();
  if (!failure.empty()) exitCode_ = complain(failure);
}

std::vector<NeededPackage> Serving::neededPackages() const {
  std::vector<NeededPackage> needed;
  if (project_.encrypted) needed.push_back({"Crypto", "pycryptodome", "LANGGRAPH_AES_KEY is set"});
  if (isDebugging()) needed.push_back({"debugpy", "debugpy", "--debug-port is given"});
  return needed;
}

core::Task<core::Result<void>> Serving::checkInterpreters() {
  if (project_.usesPython()) {
    Interpreter python = project_.python->interpreter();
    core::Result<void> checked = co_await checkPython(spawner_, std::move(python), neededPackages());
    if (!checked) co_return checked;
  }
  if (project_.usesNode()) {
    std::vector<Interpreter> candidates = project_.node->candidates;
    core::Result<Interpreter> node = co_await chooseNode(spawner_, std::move(candidates));
    if (!node) co_return node.error();
    project_.node->candidates.assign(1, std::move(*node));
  }
  co_return core::Result<void>();
}

void Serving::tellReady() const {
  const auto say = [](const std::optional<LanguageRuntime>& runtime, bool used) {
    return used ? runtime->interpreter().program + " (" + runtime->interpreter().because + ")" : "";
  };
  observe::info("ready", {{"url", url()},
                          {"python", say(project_.python, project_.usesPython())},
                          {"node", say(project_.node, project_.usesNode())}});
}

core::Task<core::Result<void>> Serving::startStack(ServerStack::Options options) {
  stack_ = std::make_unique<ServerStack>(io_, spawner_, project_, settings_, std::move(options));
  co_return co_await stack_->start(stop_);
}

core::Task<void> Serving::stopStack() {
  if (stack_) co_await stack_->stop();
}

}  // namespace heddle::server
