// SPDX-License-Identifier: Apache-2.0
#include "backend/api/threads.h"

#include "backend/api/body.h"
#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/api/paging.h"
#include "backend/api/parameters.h"
#include "backend/api/thread_edit.h"

namespace heddle::api::threads {
namespace {

const std::vector<std::string> kSortable{"created_at", "updated_at", "thread_id", "status",
                                         "state_updated_at"};

/// `{"ttl": minutes, "strategy"}`, or just the minutes.
std::optional<core::ThreadTtl> ttlOf(Body& body) {
  const auto raw = body.raw("ttl");
  if (raw.empty()) return std::nullopt;
  core::ThreadTtl ttl;
  if (raw.front() != '{') {
    ttl.minutes = body.number("ttl").value_or(0);
  } else {
    auto fields = *Body::read(raw);
    ttl.strategy = fields.choice("strategy", {"delete", "keep_latest"});
    ttl.minutes = fields.number("ttl").value_or(0);
    if (fields.error()) body.refuse("ttl", fields.error()->message);
  }
  constexpr double kLongest = 100.0 * 366 * 24 * 60;
  if (!(ttl.minutes > 0) || ttl.minutes > kLongest)
    body.refuse("ttl", "must be a number of minutes above 0, at most 100 years");
  return ttl;
}

std::vector<std::pair<std::string, std::string>> extractOf(Body& body) {
  std::vector<std::pair<std::string, std::string>> wanted;
  const auto given = body.object("extract");
  if (!given) return wanted;
  const JsonObject paths(given->text);
  for (const auto& [alias, path] : paths.fields()) {
    if (path.empty() || path.front() != '"') body.refuse("extract", "must map names to paths");
    wanted.emplace_back(alias, wire::stringFromJson(path));
  }
  if (wanted.size() > 10) body.refuse("extract", "takes at most 10 paths");
  return wanted;
}

core::ThreadSearch searchOf(Body& body) {
  core::ThreadSearch query;
  query.ids = body.strings("ids");
  query.metadata = body.objectOrEmpty("metadata");
  query.values = body.objectOrEmpty("values");
  if (const auto status = body.text("status")) {
    query.status = core::parseThreadStatus(*status);
    if (!query.status) body.refuse("status", "must be one of idle, busy, interrupted, error");
  }
  query.sortBy = body.choice("sort_by", kSortable);
  const auto order = body.choice("sort_order", {"desc", "asc", "DESC", "ASC"});
  query.ascending = order == "asc" || order == "ASC";
  query.limit = body.integer("limit", 10, 1, 1000);
  query.offset = body.integer("offset", 0, 0, 1'000'000'000);
  query.select = body.strings("select");
  query.extract = extractOf(body);
  for (const auto& id : query.ids) {
    if (!core::ThreadId::parse(id)) body.refuse("ids", "must be UUIDs");
  }
  return query;
}

/// Ports say what failed; clients know the sentence with the id.
core::Error worded(const core::Error& error, const core::ThreadId& id) {
  return error.code == core::ErrorCode::notFound ? unknownThread(id) : error;
}

}  // namespace

core::Task<Answer> create(Api& api, net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  core::ThreadCreate wanted;
  wanted.id = body->id<core::ThreadTag>("thread_id");
  wanted.metadata = body->objectOrEmpty("metadata");
  wanted.returnExisting = body->choice("if_exists", {"raise", "do_nothing"}) == "do_nothing";
  wanted.ttl = ttlOf(*body);
  const std::string supersteps(body->raw("supersteps"));
  if (!supersteps.empty() && supersteps.front() != '[') body->refuse("supersteps", "must be a list");
  if (body->error()) co_return *body->error();
  if (!wanted.id) wanted.id = core::ThreadId{core::Uuid::timeOrdered()};
  const auto id = *wanted.id;
  auto row = co_await api.services.threads.create(std::move(wanted));
  if (!row) co_return row.error();
  if (supersteps.empty() || supersteps == "[]") co_return net::Response::json(std::move(row->text));
  ThreadEdit edit;
  edit.method = "bulk_update_state";
  edit.params.set("supersteps", supersteps);
  const auto edited = co_await editThread(api, id, std::move(edit));
  if (!edited) co_return edited.error();
  auto fresh = co_await api.services.threads.get(id, false);
  if (!fresh) co_return fresh.error();
  co_return net::Response::json(std::move(fresh->text));
}

core::Task<Answer> search(Api& api, net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  auto query = searchOf(*body);
  if (body->error()) co_return *body->error();
  const int offset = query.offset;
  const int limit = query.limit;
  const auto page = co_await api.services.threads.search(std::move(query));
  co_return pageResponse(page, offset, limit);
}

core::Task<Answer> count(Api& api, net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  auto query = searchOf(*body);
  if (body->error()) co_return *body->error();
  const auto number = co_await api.services.threads.count(std::move(query));
  co_return net::Response::json(std::to_string(number));
}

core::Task<Answer> get(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  bool ttl = false;
  for (const auto& part : queryList(request.query, "include"))
    ttl = ttl || part == "ttl";
  auto row = co_await api.services.threads.get(*id, ttl);
  if (!row) co_return worded(row.error(), *id);
  co_return net::Response::json(std::move(row->text));
}

core::Task<Answer> update(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  core::ThreadPatch patch;
  patch.metadata = body->object("metadata");
  patch.ttl = ttlOf(*body);
  if (body->error()) co_return *body->error();
  auto row = co_await api.services.threads.update(*id, std::move(patch));
  if (!row) co_return worded(row.error(), *id);
  if (request.header("prefer") == "return=minimal") co_return net::Response::empty(204);
  co_return net::Response::json(std::move(row->text));
}

core::Task<Answer> remove(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  std::vector<core::CancelledRun> cancelled;
  const auto removed =
      co_await api.services.threads.remove(*id, api.services.runService.replica(), cancelled);
  if (!cancelled.empty()) co_await api.services.runService.announce(std::move(cancelled));
  if (!removed) co_return worded(removed.error(), *id);
  co_return net::Response::empty(204);
}

core::Task<Answer> copy(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  auto row = co_await api.services.threads.copy(*id, api.services.runService.replica());
  if (!row && row.error().code == core::ErrorCode::notFound) {
    co_return core::Error{core::ErrorCode::conflict, unknownThread(*id).message};
  }
  if (!row) co_return row.error();
  co_return net::Response::json(std::move(row->text));
}

}  // namespace heddle::api::threads
