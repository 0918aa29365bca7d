// SPDX-License-Identifier: Apache-2.0
// The table of contents of the HTTP API.
#include "backend/api/routes.h"

#include "backend/api/a2a.h"
#include "backend/api/assistants.h"
#include "backend/api/crons.h"
#include "backend/api/documentation.h"
#include "backend/api/gate.h"
#include "backend/api/mcp.h"
#include "backend/api/protocol.h"
#include "backend/api/runs.h"
#include "backend/api/store.h"
#include "backend/api/system.h"
#include "backend/api/thread_life.h"
#include "backend/api/thread_state.h"
#include "backend/api/thread_stream.h"
#include "backend/api/threads.h"

#include <string_view>

namespace heddle::api {
namespace {

using net::Method;

struct Route {
  Method method;
  std::string_view path;
  Access access;
  Endpoint endpoint;
};

constexpr Access access(Part part, std::string_view action) {
  const auto resource = part == Part::assistants ? "assistants"
                        : part == Part::store    ? "store"
                        : part == Part::crons    ? "crons"
                                                 : "threads";
  return Access(part, resource, action);
}

constexpr Route kRoutes[] = {
    {Method::get, "/", Access::everybody(Part::meta), system::health},
    {Method::get, "/ok", Access::everybody(Part::health), system::health},
    {Method::get, "/info", Access::everybody(Part::meta), system::info},
    {Method::get, "/metrics", Access::anyCaller(Part::meta), system::metrics},
    {Method::get, "/docs", Access::everybody(Part::meta), documentation::page},
    {Method::get, "/openapi.json", Access::everybody(Part::meta), documentation::document},

    {Method::post, "/assistants", access(Part::assistants, "create"), assistants::create},
    {Method::post, "/assistants/search", access(Part::assistants, "search"), assistants::search},
    {Method::post, "/assistants/count", access(Part::assistants, "search"), assistants::count},
    {Method::get, "/assistants/{assistant_id}", access(Part::assistants, "read"), assistants::get},
    {Method::patch, "/assistants/{assistant_id}", access(Part::assistants, "update"), assistants::update},
    {Method::del, "/assistants/{assistant_id}", access(Part::assistants, "delete"), assistants::remove},
    {Method::post, "/assistants/{assistant_id}/versions", access(Part::assistants, "read"),
     assistants::versions},
    {Method::post, "/assistants/{assistant_id}/latest", access(Part::assistants, "update"),
     assistants::setLatest},
    {Method::get, "/assistants/{assistant_id}/graph", access(Part::assistants, "read"), assistants::graph},
    {Method::get, "/assistants/{assistant_id}/schemas", access(Part::assistants, "read"),
     assistants::schemas},
    {Method::get, "/assistants/{assistant_id}/subgraphs", access(Part::assistants, "read"),
     assistants::subgraphs},
    {Method::get, "/assistants/{assistant_id}/subgraphs/{namespace}", access(Part::assistants, "read"),
     assistants::subgraphs},

    {Method::post, "/threads", access(Part::threads, "create"), threads::create},
    {Method::post, "/threads/search", access(Part::threads, "search"), threads::search},
    {Method::post, "/threads/count", access(Part::threads, "search"), threads::count},
    {Method::post, "/threads/prune", access(Part::threads, "delete"), thread_life::prune},
    {Method::get, "/threads/{thread_id}", access(Part::threads, "read"), threads::get},
    {Method::patch, "/threads/{thread_id}", access(Part::threads, "update"), threads::update},
    {Method::del, "/threads/{thread_id}", access(Part::threads, "delete"), threads::remove},
    {Method::post, "/threads/{thread_id}/copy", access(Part::threads, "read"), threads::copy},
    {Method::get, "/threads/{thread_id}/storage", access(Part::threads, "read"), thread_life::storage},
    {Method::get, "/threads/{thread_id}/stream", access(Part::threads, "read"), thread_stream::follow},
    {Method::post, "/threads/{thread_id}/commands", Access::anyCaller(Part::threads), protocol::command},
    {Method::post, "/threads/{thread_id}/stream/events", access(Part::threads, "read"), protocol::events},
    {Method::get, "/threads/{thread_id}/stream/events", access(Part::threads, "read"), protocol::socket},
    {Method::get, "/threads/{thread_id}/state", access(Part::threads, "read"), thread_state::latest},
    {Method::post, "/threads/{thread_id}/state", access(Part::threads, "update"), thread_state::update},
    {Method::post, "/threads/{thread_id}/state/checkpoint", access(Part::threads, "read"),
     thread_state::atCheckpointBody},
    {Method::get, "/threads/{thread_id}/state/{checkpoint_id}", access(Part::threads, "read"),
     thread_state::atCheckpoint},
    {Method::get, "/threads/{thread_id}/history", access(Part::threads, "read"), thread_state::history},
    {Method::post, "/threads/{thread_id}/history", access(Part::threads, "read"), thread_state::historyBody},

    {Method::post, "/threads/{thread_id}/runs", access(Part::runs, "create_run"), runs::create},
    {Method::post, "/threads/{thread_id}/runs/stream", access(Part::runs, "create_run"),
     runs::createStreaming},
    {Method::post, "/threads/{thread_id}/runs/wait", access(Part::runs, "create_run"), runs::createWaiting},
    {Method::get, "/threads/{thread_id}/runs", access(Part::runs, "read"), runs::list},
    {Method::get, "/threads/{thread_id}/runs/{run_id}", access(Part::runs, "read"), runs::get},
    {Method::del, "/threads/{thread_id}/runs/{run_id}", access(Part::runs, "delete"), runs::remove},
    {Method::post, "/threads/{thread_id}/runs/{run_id}/cancel", access(Part::runs, "update"), runs::cancel},
    {Method::get, "/threads/{thread_id}/runs/{run_id}/join", access(Part::runs, "read"), runs::join},
    {Method::get, "/threads/{thread_id}/runs/{run_id}/stream", access(Part::runs, "read"), runs::joinStream},

    {Method::post, "/runs", access(Part::runs, "create_run"), runs::create},
    {Method::post, "/runs/stream", access(Part::runs, "create_run"), runs::createStreaming},
    {Method::post, "/runs/wait", access(Part::runs, "create_run"), runs::createWaiting},
    {Method::post, "/runs/batch", access(Part::runs, "create_run"), runs::createBatch},
    {Method::post, "/runs/cancel", access(Part::runs, "update"), runs::cancelMany},
    {Method::get, "/runs/{run_id}/stream", access(Part::runs, "read"), runs::joinStreamWithoutThread},

    {Method::post, "/threads/{thread_id}/runs/crons", access(Part::crons, "create"), crons::create},
    {Method::post, "/runs/crons", access(Part::crons, "create"), crons::create},
    {Method::post, "/runs/crons/search", access(Part::crons, "search"), crons::search},
    {Method::post, "/runs/crons/count", access(Part::crons, "search"), crons::count},
    {Method::get, "/runs/crons/{cron_id}", access(Part::crons, "read"), crons::get},
    {Method::patch, "/runs/crons/{cron_id}", access(Part::crons, "update"), crons::update},
    {Method::del, "/runs/crons/{cron_id}", access(Part::crons, "delete"), crons::remove},

    {Method::put, "/store/items", access(Part::store, "put"), store::put},
    {Method::get, "/store/items", access(Part::store, "get"), store::get},
    {Method::del, "/store/items", access(Part::store, "delete"), store::remove},
    {Method::post, "/store/items/search", access(Part::store, "search"), store::search},
    {Method::post, "/store/namespaces", access(Part::store, "list_namespaces"), store::namespaces},

    // Whoever has credentials; what a method asks for goes through the gate by itself.
    {Method::post, "/mcp", Access::anyCaller(Part::mcp), mcp::post},
    {Method::get, "/mcp", Access::anyCaller(Part::mcp), mcp::get},
    {Method::del, "/mcp", Access::anyCaller(Part::mcp), mcp::remove},
    {Method::post, "/a2a/{assistant_id}", Access::anyCaller(Part::a2a), a2a::post},
    {Method::get, "/a2a/{assistant_id}/.well-known/agent-card.json", Access::anyCaller(Part::a2a), a2a::card},
    {Method::get, "/.well-known/agent-card.json", Access::anyCaller(Part::a2a), a2a::card},
};

}  // namespace

std::vector<documentation::RoutePath> routePaths(const std::set<Part>& disabled) {
  std::vector<documentation::RoutePath> paths;
  for (const auto& route : kRoutes)
    if (!disabled.contains(route.access.part)) paths.push_back({route.method, route.path, route.access.open});
  return paths;
}

void registerRoutes(net::Router& router, Api& api) {
  for (const auto& route : kRoutes) {
    if (api.options.disabled.contains(route.access.part)) continue;
    router.add(route.method, route.path, [&api, &route](net::Request& request) {
      return pass(api, route.access, route.endpoint, request);
    });
  }
}

}  // namespace heddle::api
