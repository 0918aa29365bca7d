// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/spawner.h"
#include "backend/core/result.h"
#include "backend/process/service_account.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace heddle::process {

/// A Redis of our own on a Unix socket, with a password made at each start. It stores nothing on disk:
/// Postgres is the truth, Redis carries what is under way. I/O thread only.
class PrivateRedis {
 public:
  struct Options {
    std::string socketFolder;
    ServiceAccount account;
    std::function<void(std::string_view line)> onLine;
  };

  PrivateRedis(core::Spawner& spawner, Options options);
  ~PrivateRedis();

  /// Errors: unavailable, one sentence that says what to install or what Redis complained of.
  core::Task<core::Result<void>> start();
  core::Task<void> stop();
  core::Task<core::ChildExit> exited();

  /// `unix://:PASSWORD@/path/redis.sock?db=0`
  std::string uri() const;

 private:
  core::Result<std::string> writeConfig() const;
  std::string socketPath() const { return options_.socketFolder + "/redis.sock"; }

  core::Spawner& spawner_;
  Options options_;
  std::string password_;
  std::string lastLine_;
  std::unique_ptr<core::Child> server_;
};

}  // namespace heddle::process
