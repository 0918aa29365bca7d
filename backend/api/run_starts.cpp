// SPDX-License-Identifier: Apache-2.0
// The ways a run begins: POST …/runs, …/runs/stream, …/runs/wait, with or without a thread, and a batch.
#include "backend/api/errors.h"
#include "backend/api/json_check.h"
#include "backend/api/json_object.h"
#include "backend/api/parameters.h"
#include "backend/api/run_bodies.h"
#include "backend/api/run_creation.h"
#include "backend/api/run_paths.h"
#include "backend/api/runs.h"
#include "backend/wire/json_fields.h"

namespace heddle::api::runs {
namespace {

/// The thread of the path; none on the stateless routes.
core::Result<std::optional<core::ThreadId>> threadOf(const net::Request& request) {
  if (request.param("thread_id").empty()) return std::optional<core::ThreadId>{};
  const auto id = threadIdIn(request);
  if (!id) return id.error();
  return std::optional<core::ThreadId>(*id);
}

struct Started {
  jobs::CreatedRun created;
  bool onThread = false;
  bool cancelOnDisconnect = false;
  std::vector<std::string> modes;

  std::string path() const {
    return onThread ? runPath(created.run.threadId, created.run.runId) : runPath(created.run.runId);
  }
  std::string threadPath() const { return runPath(created.run.threadId, created.run.runId); }
  RunListener listener() {
    return {created.run.threadId, created.run.runId, std::move(created.subscription), cancelOnDisconnect};
  }
};

enum class Manner { background, stream, wait };

core::Task<core::Result<Started>> start(Api& api, net::Request& request, Manner manner) {
  const auto thread = threadOf(request);
  if (!thread) co_return thread.error();
  auto wanted = readRunRequest(request.body);
  if (!wanted) co_return wanted.error();
  // wait answers with the last values, whatever else its client asked for.
  if (manner == Manner::wait) wanted->streamModes = {"values"};
  Started started;
  started.onThread = thread->has_value();
  started.cancelOnDisconnect = wanted->cancelOnDisconnect;
  started.modes = wanted->streamModes;
  auto created = co_await createRun(api, request, *thread, std::move(*wanted), manner != Manner::background);
  if (!created) co_return created.error();
  started.created = std::move(*created);
  co_return started;
}

}  // namespace

core::Task<Answer> create(Api& api, net::Request& request) {
  auto started = co_await start(api, request, Manner::background);
  if (!started) co_return started.error();
  auto response = net::Response::json(runJson(api, started->created.run));
  response.with("content-location", started->path());
  co_return response;
}

core::Task<Answer> createStreaming(Api& api, net::Request& request) {
  auto started = co_await start(api, request, Manner::stream);
  if (!started) co_return started.error();
  auto response = eventResponse(started->path());
  auto filter = StreamFilter::ofCreation(std::move(started->modes));
  response.stream = eventBody(api, started->listener(), std::move(filter));
  co_return response;
}

core::Task<Answer> createWaiting(Api& api, net::Request& request) {
  auto started = co_await start(api, request, Manner::wait);
  if (!started) co_return started.error();
  auto response = resultResponse(started->threadPath());
  response.stream = resultBody(api, started->listener());
  co_return response;
}

core::Task<Answer> createBatch(Api& api, net::Request& request) {
  if (firstJsonError(request.body)) co_return badRequest("The request body is not valid JSON.");
  const auto items = wire::arrayItems(request.body);
  if (!items || items->empty()) co_return invalid("The request body must be a list of runs.");
  std::vector<RunRequest> all;
  for (const auto item : *items) {
    auto wanted = readRunRequest(item);
    if (!wanted) co_return wanted.error();
    all.push_back(std::move(*wanted));
  }
  std::vector<std::string> rows;
  for (auto& wanted : all) {
    auto created = co_await createRun(api, request, std::nullopt, std::move(wanted), false);
    if (!created) co_return created.error();
    rows.push_back(runJson(api, created->run));
  }
  co_return net::Response::json(jsonArray(rows));
}

}  // namespace heddle::api::runs
