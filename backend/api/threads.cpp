// SPDX-License-Identifier: Apache-2.0
#include "backend/api/threads.h"

#include "backend/api/body.h"
#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/api/parameters.h"
#include "backend/api/searching.h"
#include "backend/api/thread_edit.h"
#include "backend/wire/json_fields.h"

#include <algorithm>

namespace heddle::api::threads {
namespace {

const std::vector<std::string> kSortable{"created_at", "updated_at", "thread_id", "status",
                                         "state_updated_at"};
const std::vector<std::string> kFields{"thread_id",        "created_at", "updated_at",
                                       "state_updated_at", "metadata",   "config",
                                       "status",           "values",     "interrupts"};
const std::vector<std::string> kRoots{"values", "metadata", "config", "interrupts"};

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

bool isUpdate(std::string_view text) {
  const JsonObject update(text);
  return text.starts_with('{') && !update.string("as_node").empty();
}

/// The steps of a new thread, checked for their shape; empty when there are none.
std::string superstepsOf(Body& body, const core::JsonText& metadata) {
  const std::string raw(body.raw("supersteps"));
  if (raw.empty() || raw == "[]") return {};
  const auto steps = wire::arrayItems(raw);
  bool sound = steps.has_value();
  for (std::size_t i = 0; sound && i < steps->size(); ++i) {
    const auto updates = wire::arrayItems(wire::fieldText((*steps)[i], "updates"));
    sound = updates && !updates->empty() && std::all_of(updates->begin(), updates->end(), isUpdate);
  }
  if (!sound)
    body.refuse("supersteps", "must be a list of {\"updates\": [{\"values\" or \"command\", \"as_node\"}]}");
  if (JsonObject(metadata.text).string("graph_id").empty())
    body.refuse("supersteps", "need metadata.graph_id, the graph whose steps they are");
  return raw;
}

std::vector<std::pair<std::string, std::string>> extractOf(Body& body) {
  std::vector<std::pair<std::string, std::string>> wanted;
  const auto given = body.object("extract");
  if (!given) return wanted;
  const JsonObject paths(given->text);
  for (const auto& [alias, path] : paths.fields()) {
    if (path.empty() || path.front() != '"') body.refuse("extract", "must map names to paths");
    wanted.emplace_back(alias, wire::stringFromJson(path));
    const auto& text = wanted.back().second;
    const auto root = text.substr(0, text.find_first_of(".["));
    if (std::find(kRoots.begin(), kRoots.end(), root) == kRoots.end())
      body.refuse("extract", "paths begin with values, metadata, config or interrupts");
  }
  if (wanted.size() > 10) body.refuse("extract", "takes at most 10 paths");
  return wanted;
}

core::ThreadSearch searchOf(Body& body) {
  core::ThreadSearch query;
  if (body.has("ids")) query.ids = body.strings("ids");
  query.metadata = body.objectOrEmpty("metadata");
  query.values = body.objectOrEmpty("values");
  if (const auto status = body.text("status")) {
    query.status = core::parseThreadStatus(*status);
    if (!query.status) body.refuse("status", "must be one of idle, busy, interrupted, error");
  }
  readPage(body, query, kSortable, kFields);
  query.extract = extractOf(body);
  for (const auto& id : query.ids.value_or(std::vector<std::string>{})) {
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
  const auto supersteps = superstepsOf(*body, wanted.metadata);
  if (body->error()) co_return *body->error();
  if (!wanted.id) wanted.id = core::ThreadId{core::Uuid::timeOrdered()};
  const auto id = *wanted.id;
  const bool certainlyNew = !wanted.returnExisting;
  auto row = co_await api.services.threads.create(std::move(wanted));
  if (!row) co_return row.error();
  if (supersteps.empty()) co_return net::Response::json(std::move(row->text));
  ThreadEdit edit;
  edit.method = "bulk_update_state";
  edit.params.set("supersteps", supersteps);
  const auto edited = co_await editThread(api, id, std::move(edit));
  if (!edited) {
    // Without its steps the thread is not what was asked for.
    std::vector<core::CancelledRun> none;
    if (certainlyNew) co_await api.services.threads.remove(id, api.services.runService.replica(), none);
    co_return edited.error();
  }
  auto fresh = co_await api.services.threads.get(id, false);
  if (!fresh) co_return fresh.error();
  co_return net::Response::json(std::move(fresh->text));
}

core::Task<Answer> search(Api& api, net::Request& request) {
  return answerSearch(api.services.threads, request, searchOf);
}

core::Task<Answer> count(Api& api, net::Request& request) {
  return answerCount(api.services.threads, request, searchOf);
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
