// SPDX-License-Identifier: Apache-2.0
#include "backend/api/assistants.h"

#include "backend/api/assistant_lookup.h"
#include "backend/api/body.h"
#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/api/parameters.h"
#include "backend/api/searching.h"

namespace heddle::api::assistants {
namespace {

const std::vector<std::string> kSortable{"created_at", "updated_at", "assistant_id", "name", "graph_id"};
const std::vector<std::string> kFields{"assistant_id", "graph_id", "config",  "context", "created_at",
                                       "updated_at",   "metadata", "version", "name",    "description"};

core::AssistantSearch searchOf(Body& body) {
  core::AssistantSearch query;
  query.metadata = body.objectOrEmpty("metadata");
  query.graphId = body.text("graph_id");
  query.name = body.text("name");
  readPage(body, query, kSortable, kFields);
  return query;
}

/// Why an assistant of that graph cannot be, if so.
std::optional<core::Error> missingGraph(const Api& api, const std::string& graph) {
  if (knowsGraph(api, graph)) return std::nullopt;
  auto error = unknownGraph(api, graph);
  if (error.code != core::ErrorCode::invalid) return error;
  return notFound("Graph '" + graph + "' not found: langgraph.json does not name it.");
}

/// config.configurable and context are two names of one thing: given one, the other follows.
std::optional<core::Error> mirror(core::JsonText& config, core::JsonText& context) {
  JsonObject fields(config.text);
  const JsonObject configurable(fields.raw("configurable"));
  const JsonObject given(context.text);
  if (!configurable.empty() && !given.empty()) {
    return badRequest("Give either config.configurable or context, not both.");
  }
  if (!configurable.empty()) context.text = configurable.text();
  if (!given.empty()) {
    fields.set("configurable", given.text());
    config.text = fields.text();
  }
  return std::nullopt;
}

}  // namespace

core::Task<Answer> create(Api& api, net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  core::AssistantCreate wanted;
  wanted.id = body->id<core::AssistantTag>("assistant_id");
  wanted.graphId = body->textOr("graph_id", "");
  wanted.name = body->textOr("name", "");
  wanted.description = body->text("description");
  wanted.config = body->objectOrEmpty("config");
  wanted.context = body->objectOrEmpty("context");
  wanted.metadata = body->objectOrEmpty("metadata");
  wanted.returnExisting = body->choice("if_exists", {"raise", "do_nothing"}) == "do_nothing";
  if (wanted.graphId.empty()) body->refuse("graph_id", "is required");
  if (body->error()) co_return *body->error();
  if (wanted.name.empty()) wanted.name = "Untitled";
  if (const auto error = missingGraph(api, wanted.graphId)) co_return *error;
  if (const auto error = mirror(wanted.config, wanted.context)) co_return *error;
  auto row = co_await api.services.assistants.create(std::move(wanted));
  if (!row) co_return row.error();
  co_return net::Response::json(std::move(row->text));
}

core::Task<Answer> search(Api& api, net::Request& request) {
  return answerSearch(api.services.assistants, request, searchOf);
}

core::Task<Answer> count(Api& api, net::Request& request) {
  return answerCount(api.services.assistants, request, searchOf);
}

core::Task<Answer> get(Api& api, net::Request& request) {
  const auto id = assistantIdOf(api, request.param("assistant_id"));
  if (!id) co_return id.error();
  auto row = co_await api.services.assistants.get(*id);
  if (!row) co_return row.error();
  co_return net::Response::json(std::move(row->text));
}

core::Task<Answer> update(Api& api, net::Request& request) {
  const auto id = assistantIdOf(api, request.param("assistant_id"));
  if (!id) co_return id.error();
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  core::AssistantPatch patch;
  patch.graphId = body->text("graph_id");
  patch.name = body->text("name");
  patch.description = body->text("description");
  patch.config = body->object("config");
  patch.context = body->object("context");
  patch.metadata = body->object("metadata");
  if (body->error()) co_return *body->error();
  if (patch.graphId) {
    if (const auto error = missingGraph(api, *patch.graphId)) co_return *error;
  }
  if (patch.config || patch.context) {
    if (!patch.config) patch.config = core::JsonText{"{}"};
    if (!patch.context) patch.context = core::JsonText{"{}"};
    if (const auto error = mirror(*patch.config, *patch.context)) co_return *error;
  }
  auto row = co_await api.services.assistants.update(*id, std::move(patch));
  if (!row) co_return row.error();
  co_return net::Response::json(std::move(row->text));
}

core::Task<Answer> remove(Api& api, net::Request& request) {
  const auto id = assistantIdOf(api, request.param("assistant_id"));
  if (!id) co_return id.error();
  const bool deleteThreads = queryFlag(request.query, "delete_threads", false);
  const auto removed = co_await api.services.assistants.remove(*id, deleteThreads);
  if (!removed) co_return removed.error();
  co_return net::Response::empty(204);
}

core::Task<Answer> versions(Api& api, net::Request& request) {
  const auto id = assistantIdOf(api, request.param("assistant_id"));
  if (!id) co_return id.error();
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  auto metadata = body->objectOrEmpty("metadata");
  const int limit = body->integer("limit", 10, 1, kMostPerPage);
  const int offset = body->integer("offset", 0, 0, kLastOffset);
  if (body->error()) co_return *body->error();
  const auto page = co_await api.services.assistants.versions(*id, std::move(metadata), limit, offset);
  if (!page) co_return page.error();
  co_return arrayResponse(page->rows);
}

core::Task<Answer> setLatest(Api& api, net::Request& request) {
  const auto id = assistantIdOf(api, request.param("assistant_id"));
  if (!id) co_return id.error();
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  const int version = body->integer("version", 0, 1, 1'000'000'000);
  if (version == 0) body->refuse("version", "is required");
  if (body->error()) co_return *body->error();
  auto row = co_await api.services.assistants.setLatest(*id, version);
  if (!row) co_return row.error();
  co_return net::Response::json(std::move(row->text));
}

}  // namespace heddle::api::assistants
