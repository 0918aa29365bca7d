// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/graph_project.h"
#include "app/server/python_runtime.h"
#include "app/server/server_stack.h"
#include "app/server/settings.h"
#include "app/server/stop_signals.h"
#include "backend/process/process_spawner.h"

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace heddle::server {

/// What `dev` and `serve` share: one loop on the main thread, a start, the ready line, the wait for a stop,
/// the end in reverse order.
class Serving {
 public:
  Serving(Settings settings, GraphProject project);
  virtual ~Serving();
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  /// Runs to the end; answers the exit code.
  int run();

 protected:
  virtual core::Task<core::Result<void>> startAll() = 0;
  virtual core::Task<void> stopAll() = 0;
  virtual std::string url() const = 0;
  virtual bool isDebugging() const { return false; }

  core::Task<core::Result<void>> startStack(ServerStack::Options options);
  core::Task<void> stopStack();
  std::uint16_t port() const { return stack_->port(); }

  boost::asio::io_context& io() { return io_; }
  process::ProcessSpawner& spawner() { return spawner_; }
  StopRequest& stopRequest() { return stop_; }
  const Settings& settings() const { return settings_; }
  const GraphProject& project() const { return project_; }

 private:
  core::Task<void> serve();
  core::Task<core::Result<void>> checkInterpreters();
  std::vector<NeededPackage> neededPackages() const;
  void tellReady() const;

  Settings settings_;
  GraphProject project_;
  boost::asio::io_context io_{1};
  process::ProcessSpawner spawner_;
  StopRequest stop_;
  std::unique_ptr<ServerStack> stack_;
  int exitCode_ = 0;
};

}  // namespace heddle::server
