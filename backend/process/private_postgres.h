// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/spawner.h"
#include "backend/core/result.h"
#include "backend/process/postgres_programs.h"
#include "backend/process/service_account.h"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace heddle::process {

/// The database cluster of one data folder, run as our child on a Unix socket only; no password, because the
/// socket folder is closed to everybody else. Made on first use. Its owner holds the DataFolder, so a
/// postgres that still runs on the cluster is one whose server was killed: it is waited for, and recovery is
/// Postgres' own. I/O thread only.
class PrivatePostgres {
 public:
  struct Options {
    std::string clusterFolder, socketFolder;
    ServiceAccount account;
    int maxConnections = 200;
    bool durable = true;  // false: no fsync, for data that goes with the process
    std::function<void(std::string_view line)> onLine;
  };

  PrivatePostgres(boost::asio::any_io_executor executor, core::Spawner& spawner, Options options);
  ~PrivatePostgres();

  /// Ready for connections and with the database `heddle` in it. Errors: unavailable, one sentence.
  core::Task<core::Result<void>> start();
  /// Fast shutdown (SIGINT); after 10 s immediate. Completes when it is gone; nothing to do is fine.
  core::Task<void> stop();
  /// Completes when the running server has exited, asked or not.
  core::Task<core::ChildExit> exited();

  std::string uri() const;

 private:
  core::Task<core::Result<void>> makeCluster(PostgresPrograms programs);
  core::Task<void> awaitOrphan();
  core::Task<core::Result<void>> launch(PostgresPrograms programs);
  core::Task<bool> becomesReady();
  core::ChildSpec specOf(std::string name, std::vector<std::string> argv);
  std::string lastComplaint() const;

  boost::asio::any_io_executor executor_;
  core::Spawner& spawner_;
  Options options_;
  std::unique_ptr<core::Child> server_;
  std::deque<std::string> lastLines_;
};

}  // namespace heddle::process
