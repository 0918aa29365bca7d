// SPDX-License-Identifier: Apache-2.0
#include "backend/api/crons.h"

#include "backend/api/assistant_lookup.h"
#include "backend/api/cron_request.h"
#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/api/paging.h"
#include "backend/api/parameters.h"
#include "backend/api/run_creation.h"
#include "backend/jobs/cron_clock.h"

namespace heddle::api::crons {
namespace {

core::Moment now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

/// The query of search and count; the assistant may be a graph.
core::Result<core::CronSearch> queryOf(const Api& api, const net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) return body.error();
  auto query = readCronSearch(*body);
  const auto assistant = body->text("assistant_id");
  if (body->error()) return *body->error();
  if (assistant) {
    const auto id = assistantIdOf(api, *assistant);
    if (!id) return id.error();
    query.assistantId = *id;
  }
  return query;
}

core::Task<core::Result<core::CronCreate>> readCreate(Api& api, const net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  core::CronCreate wanted;
  if (!request.param("thread_id").empty()) {
    const auto thread = threadIdIn(request);
    if (!thread) co_return thread.error();
    wanted.threadId = *thread;
  }
  core::CronTiming timing;
  readCronTiming(*body, timing);
  if (!body->has("schedule")) body->refuse("schedule", "is required");
  const auto assistant = body->textOr("assistant_id", "");
  if (assistant.empty()) body->refuse("assistant_id", "is required");
  wanted.onRunCompleted = body->choice("on_run_completed", {"delete", "keep"});
  wanted.metadata = body->objectOrEmpty("metadata");
  if (body->error()) co_return *body->error();
  if (const auto sound = checkCronTiming(timing); !sound) co_return sound.error();
  const auto payload = cronPayload(request.body, api.options.webhooks);
  if (!payload) co_return payload.error();
  const auto id = assistantIdOf(api, assistant);
  if (!id) co_return id.error();
  wanted.assistantId = *id;
  wanted.payload = *payload;
  wanted.schedule = timing.schedule;
  wanted.timezone = timing.timezone;
  wanted.endTime = timing.endTime;
  wanted.enabled = timing.enabled;
  wanted.nextRun = jobs::nextRunOf(timing, now());
  co_return wanted;
}

}  // namespace

core::Task<Answer> create(Api& api, net::Request& request) {
  auto wanted = co_await readCreate(api, request);
  if (!wanted) co_return wanted.error();
  if (!api.user.empty()) wanted->userId = JsonObject(api.user).string("identity");
  auto row = co_await api.services.crons.create(std::move(*wanted));
  if (!row) co_return row.error();
  co_return net::Response::json(std::move(row->text));
}

core::Task<Answer> get(Api& api, net::Request& request) {
  const auto id = cronIdIn(request);
  if (!id) co_return id.error();
  auto row = co_await api.services.crons.get(*id);
  if (!row) co_return row.error();
  co_return net::Response::json(std::move(row->text));
}

core::Task<Answer> update(Api& api, net::Request& request) {
  const auto id = cronIdIn(request);
  if (!id) co_return id.error();
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  if (JsonObject(request.body).empty()) co_return badRequest("Name at least one field to change.");
  const auto payload = cronPayload(request.body, api.options.webhooks);
  if (!payload) co_return payload.error();
  const bool moves =
      body->names("schedule") || body->names("timezone") || body->names("end_time") || body->names("enabled");
  while (true) {
    const auto timing = co_await api.services.crons.timing(*id);
    if (!timing) co_return timing.error();
    core::CronPatch patch;
    patch.timing = *timing;
    readCronTiming(*body, patch.timing);
    if (body->has("on_run_completed"))
      patch.onRunCompleted = body->choice("on_run_completed", {"delete", "keep"});
    patch.metadata = body->objectOrEmpty("metadata");
    patch.payload = *payload;
    patch.moves = moves;
    if (body->error()) co_return *body->error();
    if (const auto sound = checkCronTiming(patch.timing); !sound) co_return sound.error();
    patch.nextRun = jobs::nextRunOf(patch.timing, now());
    auto row = co_await api.services.crons.update(*id, std::move(patch));
    if (row) co_return net::Response::json(std::move(row->text));
    // Somebody else was faster: once more, on what they left. Each round means that one of us got through.
    if (row.error().code != core::ErrorCode::conflict) co_return row.error();
  }
}

core::Task<Answer> remove(Api& api, net::Request& request) {
  const auto id = cronIdIn(request);
  if (!id) co_return id.error();
  const auto removed = co_await api.services.crons.remove(*id);
  if (!removed) co_return removed.error();
  co_return net::Response::empty(204);
}

core::Task<Answer> search(Api& api, net::Request& request) {
  auto query = queryOf(api, request);
  if (!query) co_return query.error();
  const int offset = query->offset;
  const int limit = query->limit;
  const auto page = co_await api.services.crons.search(std::move(*query));
  co_return pageResponse(page, offset, limit);
}

core::Task<Answer> count(Api& api, net::Request& request) {
  auto query = queryOf(api, request);
  if (!query) co_return query.error();
  const auto number = co_await api.services.crons.count(std::move(*query));
  co_return net::Response::json(std::to_string(number));
}

core::Task<core::Result<void>> startRun(Api& api, core::CronFire fire) {
  JsonObject payload(fire.payload.text);
  payload.setString("assistant_id", fire.assistantId.text());
  JsonObject metadata(payload.raw("metadata"));
  metadata.setString("cron_id", fire.cronId.text());
  payload.set("metadata", metadata.text());
  auto wanted = readRunRequest(payload.text());
  if (!wanted) co_return wanted.error();
  wanted->runId = fire.runId;
  wanted->keepThread = fire.onRunCompleted == "keep";
  net::Request nobody;
  nobody.id = fire.runId.text();
  const auto created = co_await createRun(api, nobody, fire.threadId, std::move(*wanted), false);
  if (!created) co_return created.error();
  co_return core::Result<void>{};
}

}  // namespace heddle::api::crons
