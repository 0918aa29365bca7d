// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/access.h"
#include "backend/api/api_keys.h"
#include "backend/api/graph_answers.h"
#include "backend/api/header_rules.h"
#include "backend/core/ports/crons.h"
#include "backend/core/ports/items.h"
#include "backend/core/ports/live.h"
#include "backend/core/ports/queue.h"
#include "backend/core/ports/resources.h"
#include "backend/core/ports/webhooks.h"
#include "backend/core/result.h"
#include "backend/core/task.h"
#include "backend/jobs/run_service.h"
#include "backend/net/message.h"

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace heddle::api {

struct Figure;

/// Numbers of the whole deployment, nobody's data.
struct ServerFigures {
  std::function<core::Task<core::QueueDepth>()> queue;
  std::function<core::Task<core::OutboxDepth>()> webhooks;
  std::function<bool()> redisUp;
};

/// What the endpoints work with; all of it outlives the router. Whatever can reach the data of a thread or an
/// assistant is a port that Scope narrows: what the engine alone may do is not to be had here.
struct Services {
  core::Assistants& assistants;
  core::Threads& threads;
  core::ThreadLife& threadLife;
  core::Runs& runs;
  core::Items& items;
  core::Crons& crons;
  core::EditSlots& editSlots;
  core::ThreadNews& threadNews;
  jobs::RunService& runService;
  GraphAnswers& graphs;
  jobs::Runners& runners;
  ServerFigures figures;
  /// One round trip each; false or an exception: the service does not answer.
  std::function<core::Task<bool>()> databaseAnswers, redisAnswers;
  /// What composition knows beside the ports, for /metrics: pools, requests. Figures of one name stand
  /// together.
  std::function<std::vector<Figure>()> ownFigures;
};

struct Options {
  std::string version = "0.1.0";
  std::chrono::milliseconds heartbeat{5000};  // of event streams and of wait and join bodies
  ApiKeys keys;
  HeaderRules configurableHeaders = HeaderRules::forGraphs();
  std::set<Part> disabled;
  core::WebhookPolicy webhooks;
  std::string mountPrefix;
  std::string authOpenApi;       // JSON object: what the project says of its own credentials
  bool customRouteAuth = false;  // the project's own app is behind the auth handlers as well
  std::string metricPrefix = "lg_api_";
  std::string tracingProject;              // of a LangSmith, where traces of runs go; empty: nowhere
  std::chrono::seconds protocolKept{120};  // a run's events are replayed for so long after its end
};

class AuthHandler;

struct Api {
  Services services;
  Options options;
  AuthHandler* auth = nullptr;  // the project's own, if it has one; outlives the router
  std::string user{};           // JSON object: who asks, as the auth handler says; empty: nobody was asked
};

using Answer = core::Result<net::Response>;
using Endpoint = core::Task<Answer> (*)(Api& api, net::Request& request);

}  // namespace heddle::api
