// SPDX-License-Identifier: Apache-2.0
// Cancelling many runs: POST /runs/cancel, by status or by name.
#include "backend/api/body.h"
#include "backend/api/errors.h"
#include "backend/api/parameters.h"
#include "backend/api/runs.h"

namespace heddle::api::runs {
namespace {

/// Either `status`, or `thread_id` and `run_ids`.
core::Result<core::LiveRuns> queryOf(Body& body) {
  const bool named = body.has("thread_id") || body.has("run_ids");
  if (body.has("status") == named) return invalid("Give either status, or thread_id together with run_ids.");
  core::LiveRuns query;
  if (!named) {
    const auto status = body.choice("status", {"all", "pending", "running"});
    query.pending = status != "running";
    query.running = status != "pending";
  } else {
    if (!body.has("thread_id")) body.refuse("thread_id", "is required beside run_ids");
    if (!body.has("run_ids")) body.refuse("run_ids", "is required beside thread_id");
    query.thread = body.id<core::ThreadTag>("thread_id");
    query.runs = body.ids<core::RunTag>("run_ids");
  }
  if (body.error()) return *body.error();
  return query;
}

}  // namespace

core::Task<Answer> cancelMany(Api& api, net::Request& request) {
  const auto action = cancelActionIn(request);
  if (!action) co_return action.error();
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  auto query = queryOf(*body);
  if (!query) co_return query.error();
  const bool none = query->thread && query->runs.empty();
  std::vector<core::RunPlace> places;
  if (!none) places = co_await api.services.runs.live(std::move(*query));
  std::size_t ended = 0;
  for (const auto& place : places) {
    // One that has come to its end since is no reason to stop.
    const auto cancelled = co_await api.services.runService.cancel(place.thread, place.run, *action);
    if (cancelled) ++ended;
  }
  if (ended == 0) co_return notFound("No runs found to cancel.");
  co_return net::Response::empty(204);
}

}  // namespace heddle::api::runs
