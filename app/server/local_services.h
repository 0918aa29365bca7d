// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/stop_signals.h"
#include "backend/async/task_scope.h"
#include "backend/process/data_folder.h"
#include "backend/process/private_postgres.h"
#include "backend/process/private_redis.h"

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace heddle::server {

/// The two services `dev` brings along. A Redis that ends by itself is started again at once: nothing of
/// worth is in it. A Postgres that does stops the server, because the next start recovers everything in one
/// clean way. I/O thread only; stop() before destruction.
class LocalServices {
 public:
  LocalServices(boost::asio::any_io_executor executor, core::Spawner& spawner,
                const process::DataFolder& folder, process::ServiceAccount account, bool durable,
                StopRequest& stop);

  /// Both at once. Errors: unavailable, one sentence.
  core::Task<core::Result<void>> start();
  core::Task<void> stop();

  std::string databaseUri() const { return postgres_.uri(); }
  std::string redisUri() const { return redis_.uri(); }

 private:
  core::Task<void> watchPostgres();
  core::Task<void> watchRedis();

  process::PrivatePostgres postgres_;
  process::PrivateRedis redis_;
  StopRequest& stop_;
  async::TaskScope watches_;
};

}  // namespace heddle::server
