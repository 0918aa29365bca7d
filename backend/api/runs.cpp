// SPDX-License-Identifier: Apache-2.0
#include "backend/api/runs.h"

#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/api/parameters.h"
#include "backend/api/run_bodies.h"
#include "backend/api/run_creation.h"
#include "backend/api/run_paths.h"

namespace heddle::api::runs {
namespace {

using core::RunPlace;

core::Result<RunPlace> placeOf(const net::Request& request) {
  const auto thread = threadIdIn(request);
  if (!thread) return thread.error();
  const auto run = runIdIn(request);
  if (!run) return run.error();
  return RunPlace{*thread, *run};
}

core::Error worded(const core::Error& error) {
  return error.code == core::ErrorCode::notFound ? notFound("Run not found") : error;
}

core::Task<core::Result<RunListener>> listenerOf(Api& api, RunPlace place, std::optional<jobs::EventId> after,
                                                 bool cancelOnDisconnect) {
  auto subscription = co_await api.services.runService.join(place.thread, place.run, after);
  if (!subscription) co_return worded(subscription.error());
  RunListener listener;
  listener.threadId = place.thread;
  listener.runId = place.run;
  listener.subscription = std::move(*subscription);
  listener.cancelOnDisconnect = cancelOnDisconnect;
  co_return listener;
}

core::Task<Answer> streamOf(Api& api, net::Request& request, RunPlace place, std::string path) {
  const auto after = lastEventIdIn(request);
  if (!after) co_return after.error();
  const bool cancelling = queryFlag(request.query, "cancel_on_disconnect", false);
  auto modes = queryList(request.query, "stream_mode");
  for (auto& mode : queryList(request.query, "stream_modes"))
    modes.push_back(std::move(mode));
  auto listener = co_await listenerOf(api, place, *after, cancelling);
  if (!listener) co_return listener.error();
  auto response = eventResponse(path);
  auto filter = StreamFilter::ofJoin(std::move(modes));
  response.stream = eventBody(api, std::move(*listener), std::move(filter));
  co_return response;
}

}  // namespace

core::Task<Answer> list(Api& api, net::Request& request) {
  const auto thread = threadIdIn(request);
  if (!thread) co_return thread.error();
  const auto limit = queryInteger(request.query, "limit", 10, 1, 1000);
  if (!limit) co_return limit.error();
  const auto offset = queryInteger(request.query, "offset", 0, 0, 1'000'000'000);
  if (!offset) co_return offset.error();
  core::RunList query;
  query.limit = *limit;
  query.offset = *offset;
  if (const auto status = request.query.find("status"); status && !status->empty()) {
    query.status = core::parseRunStatus(*status);
    if (!query.status) co_return invalid("status: '" + std::string(*status) + "' is not a run status.");
  }
  const auto rows = co_await api.services.runs.list(*thread, query);
  if (!rows && rows.error().code == core::ErrorCode::notFound) {
    co_return unknownThread(*thread);
  }
  if (!rows) co_return rows.error();
  const auto select = queryList(request.query, "select");
  std::vector<std::string> texts;
  for (const auto& row : *rows) {
    auto text = runJson(api, row);
    texts.push_back(select.empty() ? std::move(text) : JsonObject(text).only(select).text());
  }
  co_return net::Response::json(jsonArray(texts));
}

core::Task<Answer> get(Api& api, net::Request& request) {
  const auto place = placeOf(request);
  if (!place) co_return place.error();
  const auto run = co_await api.services.runs.get(place->thread, place->run);
  if (!run) co_return worded(run.error());
  co_return net::Response::json(runJson(api, *run));
}

/// A live run is rolled back (DESIGN §4a.19): cancelled, and gone once its runner has let go of it.
core::Task<Answer> remove(Api& api, net::Request& request) {
  const auto place = placeOf(request);
  if (!place) co_return place.error();
  const auto run = co_await api.services.runs.get(place->thread, place->run);
  if (!run) co_return worded(run.error());
  if (!core::isTerminal(run->status)) {
    const auto cancelled =
        co_await api.services.runService.cancel(place->thread, place->run, core::CancelAction::rollback);
    if (cancelled) {
      co_await api.services.runService.waitTerminal(place->thread, place->run, std::chrono::seconds(5));
      co_return net::Response::empty(204);
    }
    if (cancelled.error().code != core::ErrorCode::notFound) co_return cancelled.error();
  }
  const auto removed = co_await api.services.runs.remove(place->thread, place->run);
  if (!removed) co_return worded(removed.error());
  co_return net::Response::empty(204);
}

core::Task<Answer> cancel(Api& api, net::Request& request) {
  const auto place = placeOf(request);
  if (!place) co_return place.error();
  const auto action = cancelActionIn(request);
  if (!action) co_return action.error();
  if (!queryFlag(request.query, "wait", false)) {
    const auto cancelled = co_await api.services.runService.cancel(place->thread, place->run, *action);
    if (!cancelled) co_return cancelled.error();
    co_return net::Response::empty(202);
  }
  auto listener = co_await listenerOf(api, *place, std::nullopt, false);
  if (!listener) co_return listener.error();
  const auto cancelled = co_await api.services.runService.cancel(place->thread, place->run, *action);
  if (!cancelled) co_return cancelled.error();
  auto response = resultResponse(runPath(place->thread, place->run));
  response.stream = resultBody(api, std::move(*listener));
  co_return response;
}

core::Task<Answer> join(Api& api, net::Request& request) {
  const auto place = placeOf(request);
  if (!place) co_return place.error();
  const bool cancelling = queryFlag(request.query, "cancel_on_disconnect", false);
  auto listener = co_await listenerOf(api, *place, std::nullopt, cancelling);
  if (!listener) co_return listener.error();
  auto response = resultResponse(runPath(place->thread, place->run));
  response.stream = resultBody(api, std::move(*listener));
  co_return response;
}

core::Task<Answer> joinStream(Api& api, net::Request& request) {
  const auto place = placeOf(request);
  if (!place) co_return place.error();
  co_return co_await streamOf(api, request, *place, runPath(place->thread, place->run));
}

core::Task<Answer> joinStreamWithoutThread(Api& api, net::Request& request) {
  const auto run = runIdIn(request);
  if (!run) co_return run.error();
  const auto thread = co_await api.services.runs.threadOf(*run);
  if (!thread) co_return notFound("Run not found");
  RunPlace place;
  place.thread = *thread;
  place.run = *run;
  co_return co_await streamOf(api, request, place, runPath(*run));
}

}  // namespace heddle::api::runs
