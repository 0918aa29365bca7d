// SPDX-License-Identifier: Apache-2.0
// The table of contents of the HTTP API.
#include "backend/api/routes.h"

#include "backend/api/assistants.h"
#include "backend/api/documentation.h"
#include "backend/api/errors.h"
#include "backend/api/runs.h"
#include "backend/api/store.h"
#include "backend/api/system.h"
#include "backend/api/thread_life.h"
#include "backend/api/thread_state.h"
#include "backend/api/thread_stream.h"
#include "backend/api/threads.h"
#include "backend/core/unavailable.h"

#include <array>
#include <string_view>

namespace heddle::api {
namespace {

using net::Method;

struct Route {
  Method method;
  std::string_view path;
  Endpoint endpoint;
};

constexpr Route kRoutes[] = {
    {Method::get, "/", system::health},
    {Method::get, "/ok", system::health},
    {Method::get, "/info", system::info},
    {Method::get, "/metrics", system::metrics},
    {Method::get, "/docs", documentation::page},
    {Method::get, "/openapi.json", documentation::document},

    {Method::post, "/assistants", assistants::create},
    {Method::post, "/assistants/search", assistants::search},
    {Method::post, "/assistants/count", assistants::count},
    {Method::get, "/assistants/{assistant_id}", assistants::get},
    {Method::patch, "/assistants/{assistant_id}", assistants::update},
    {Method::del, "/assistants/{assistant_id}", assistants::remove},
    {Method::post, "/assistants/{assistant_id}/versions", assistants::versions},
    {Method::post, "/assistants/{assistant_id}/latest", assistants::setLatest},
    {Method::get, "/assistants/{assistant_id}/graph", assistants::graph},
    {Method::get, "/assistants/{assistant_id}/schemas", assistants::schemas},
    {Method::get, "/assistants/{assistant_id}/subgraphs", assistants::subgraphs},
    {Method::get, "/assistants/{assistant_id}/subgraphs/{namespace}", assistants::subgraphs},

    {Method::post, "/threads", threads::create},
    {Method::post, "/threads/search", threads::search},
    {Method::post, "/threads/count", threads::count},
    {Method::post, "/threads/prune", thread_life::prune},
    {Method::get, "/threads/{thread_id}", threads::get},
    {Method::patch, "/threads/{thread_id}", threads::update},
    {Method::del, "/threads/{thread_id}", threads::remove},
    {Method::post, "/threads/{thread_id}/copy", threads::copy},
    {Method::get, "/threads/{thread_id}/storage", thread_life::storage},
    {Method::get, "/threads/{thread_id}/stream", thread_stream::follow},
    {Method::get, "/threads/{thread_id}/state", thread_state::latest},
    {Method::post, "/threads/{thread_id}/state", thread_state::update},
    {Method::post, "/threads/{thread_id}/state/checkpoint", thread_state::atCheckpointBody},
    {Method::get, "/threads/{thread_id}/state/{checkpoint_id}", thread_state::atCheckpoint},
    {Method::get, "/threads/{thread_id}/history", thread_state::history},
    {Method::post, "/threads/{thread_id}/history", thread_state::historyBody},

    {Method::post, "/threads/{thread_id}/runs", runs::create},
    {Method::post, "/threads/{thread_id}/runs/stream", runs::createStreaming},
    {Method::post, "/threads/{thread_id}/runs/wait", runs::createWaiting},
    {Method::get, "/threads/{thread_id}/runs", runs::list},
    {Method::get, "/threads/{thread_id}/runs/{run_id}", runs::get},
    {Method::del, "/threads/{thread_id}/runs/{run_id}", runs::remove},
    {Method::post, "/threads/{thread_id}/runs/{run_id}/cancel", runs::cancel},
    {Method::get, "/threads/{thread_id}/runs/{run_id}/join", runs::join},
    {Method::get, "/threads/{thread_id}/runs/{run_id}/stream", runs::joinStream},

    {Method::post, "/runs", runs::create},
    {Method::post, "/runs/stream", runs::createStreaming},
    {Method::post, "/runs/wait", runs::createWaiting},
    {Method::post, "/runs/batch", runs::createBatch},
    {Method::post, "/runs/cancel", runs::cancelMany},
    {Method::get, "/runs/{run_id}/stream", runs::joinStreamWithoutThread},

    {Method::put, "/store/items", store::put},
    {Method::get, "/store/items", store::get},
    {Method::del, "/store/items", store::remove},
    {Method::post, "/store/items/search", store::search},
    {Method::post, "/store/namespaces", store::namespaces},
};

/// The one place where a failed Result becomes a response.
core::Task<net::Response> answer(Api& api, Endpoint endpoint, net::Request& request) {
  core::Error refusal;
  try {
    auto result = co_await endpoint(api, request);
    if (!result) co_return errorResponse(result.error());
    co_return std::move(*result);
  } catch (const core::RefusedData& refused) {
    refusal = invalid("The database cannot take this: " + refused.reason() + ".");
  }
  co_return errorResponse(refusal);
}

}  // namespace

std::vector<documentation::RoutePath> routePaths() {
  std::vector<documentation::RoutePath> paths;
  for (const auto& route : kRoutes)
    paths.push_back({route.method, route.path});
  return paths;
}

void registerRoutes(net::Router& router, Api& api) {
  for (const auto& route : kRoutes) {
    auto endpoint = route.endpoint;
    router.add(route.method, route.path,
               [&api, endpoint](net::Request& request) { return answer(api, endpoint, request); });
  }
}

}  // namespace heddle::api
