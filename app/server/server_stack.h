// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/graph_project.h"
#include "app/server/settings.h"
#include "app/server/stop_signals.h"
#include "backend/core/ports/spawner.h"
#include "backend/core/result.h"
#include "backend/jobs/runner_spec.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

namespace heddle::server {

/// Everything that serves, on a database and a Redis that are there: storage, live streams, runners, HTTP.
/// The one place where concrete parts meet the interfaces they serve. I/O thread only.
class ServerStack {
 public:
  struct Options {
    std::string databaseUri, redisUri, host;
    std::string socketFolder;  // private to this user, for what runners listen on
    std::string migrationUri;  // a direct connection; empty: the same as databaseUri
    std::uint16_t port = 0;
    /// The database is ours alone: what earlier incarnations held is free at once (DESIGN §4a.9).
    bool ownsDatabase = false;
    bool reload = false;  // load graphs anew when their files change
    jobs::DebugPort debug;
    bool requireLicense = false;  // no start without a LangSmith that takes the key
    std::chrono::seconds shutdownGrace{180};
  };

  ServerStack(boost::asio::io_context& io, core::Spawner& spawner, const GraphProject& project,
              const Settings& settings, Options options);
  ~ServerStack();

  /// Migrates, builds the parts, listens, starts the runners, and waits until the graphs were loaded (or
  /// failed to) and /ok answers 200, or a stop is asked for. Errors: one sentence.
  core::Task<core::Result<void>> start(const StopRequest& stop);
  /// Ends it all in reverse; after a start that failed, too.
  core::Task<void> stop();

  std::uint16_t port() const;  // the bound one

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace heddle::server
