// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/items.h"
#include "backend/core/ports/live.h"
#include "backend/core/ports/queue.h"
#include "backend/core/ports/resources.h"
#include "backend/core/result.h"
#include "backend/core/task.h"
#include "backend/jobs/run_service.h"
#include "backend/net/message.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace heddle::api {

struct Figure;

/// What the endpoints work with; all of it outlives the router.
struct Services {
  core::Assistants& assistants;
  core::Threads& threads;
  core::ThreadLife& threadLife;
  core::Runs& runs;
  core::Items& items;
  core::Queue& queue;
  core::Live& live;
  jobs::RunService& runService;
  jobs::GraphReader& reader;
  jobs::Runners& runners;
  /// One round trip each; false or an exception: the service does not answer.
  std::function<core::Task<bool>()> databaseAnswers, redisAnswers;
  /// What composition knows beside the ports, for /metrics: pools, requests. Figures of one name stand
  /// together.
  std::function<std::vector<Figure>()> ownFigures;
};

struct Options {
  std::string version = "0.1.0";
  std::chrono::milliseconds heartbeat{5000};  // of event streams and of wait and join bodies
};

struct Api {
  Services services;
  Options options;
};

using Answer = core::Result<net::Response>;
using Endpoint = core::Task<Answer> (*)(Api& api, net::Request& request);

}  // namespace heddle::api
