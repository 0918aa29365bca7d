// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::jobs {

/// The project's own HTTP app (`http.app`), served by a runner of its own.
struct AppSpec {
  std::string path;      // "./app.py:app"; empty: none
  std::string folder;    // of the socket it listens on
  std::string rootPath;  // what stands before its paths outside: the mount prefix
};

/// How to start a runner and what to tell it; made by composition from langgraph.json.
struct RunnerSpec {
  std::string language = "python";
  std::vector<std::string> argv;         // interpreter, "-m", module
  bool pulseSocket = false;              // it answers pings on a second socket
  std::vector<std::string> environment;  // KEY=value, complete; see runnerEnvironment()
  std::string workingDirectory;
  std::string user;  // account to drop to; empty: stay

  std::string baseDir;                     // of the graphs' paths
  core::JsonText graphs{"{}"};             // object graph id -> path, or {path, description}
  core::JsonText env{"{}"};                // object name -> value, of langgraph.json
  core::JsonText dependencies{"[\".\"]"};  // array of paths
  AppSpec app;
};

/// Where on loopback a debugger finds the code of graphs.
struct DebugPort {
  std::uint16_t port = 0;  // 0: nowhere
  bool wait = false;       // graphs are loaded once one has come

  bool isOn() const { return port != 0; }
};

/// Of a runner's resident bytes; zero: no limit.
struct MemoryLimits {
  std::int64_t soft = 0;  // above it a runner gets no new runs and is replaced; those it has go on
  std::int64_t hard = 0;  // above it a runner is killed, and its runs are tried again
  std::chrono::milliseconds lookEvery{1000};
};

struct PoolOptions {
  RunnerSpec spec;
  int executors = 1;
  int jobs = 10;  // N_JOBS_PER_WORKER: runs at once over all executors
  /// Runners at most for runs that lost an attempt already, and how long one stays without work.
  int quarantineRunners = 4;
  std::chrono::milliseconds quarantineIdle{60'000};
  /// Between the end of a runner that died young and the start of the next; doubles while that goes on.
  std::chrono::milliseconds restartPause{200};
  bool reload = false;
  /// How long an old generation may finish its runs after a reload; zero: to their end.
  std::chrono::milliseconds drainOnReload{5000};
  MemoryLimits memory;
  /// On: there is one executor, so that the debugger sees every run.
  DebugPort debug;
  /// A runner whose event loop is that late gets no new runs.
  std::chrono::milliseconds blockedLoop{5000};
  /// Lines of the runners' stdout and stderr; empty: they go to the log.
  std::function<void(std::string_view runner, std::string_view line, bool isError)> onLine;
};

struct FleetOptions {
  std::vector<PoolOptions> pools;  // one for each language in use; their jobs are those of the whole replica
  /// New pools for a reload (langgraph.json may have changed); empty: the same again.
  std::function<std::vector<PoolOptions>()> renew;
};

}  // namespace heddle::jobs
