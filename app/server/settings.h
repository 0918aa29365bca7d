// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/observe/log.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace heddle::server {

/// What the server takes from its environment (semantics.md §12), with the defaults of both commands.
struct Settings {
  std::string logLevel = "INFO";
  observe::LogFormat logFormat = observe::LogFormat::text;
  std::size_t bodyLimit = 300 * 1024 * 1024;
  std::string corsOrigins;  // empty: any
  std::string mountPrefix;
  std::string apiKeys;  // as a list; see api::ApiKeys
  std::string redisKeyPrefix = "heddle:";
  int jobsPerWorker = 10;
  int maxRetries = 3;
  std::int64_t runnerMemorySoftMb = 0, runnerMemoryHardMb = 0;  // none
  std::chrono::seconds runTimeout{86400};
  std::chrono::seconds shutdownGrace{180};
  std::chrono::seconds resumableStreamTtl{120};
  std::int64_t protocolEvents = 0;  // of one run that can be replayed; 0: as many as its log holds
  int postgresSessions = 150;       // of this replica, at most; it never needs more than 25
  std::string metricPrefix = "lg_api_";
  bool scrapePortOn = false;  // /metrics on a port of its own as well, for whoever reaches it
  std::uint16_t scrapePort = 9464;
};

/// Errors: invalid, naming the variable and what it takes.
core::Result<Settings> readSettings();

}  // namespace heddle::server
