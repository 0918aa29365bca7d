// SPDX-License-Identifier: Apache-2.0
#include "backend/api/thread_state.h"

#include "backend/api/body.h"
#include "backend/api/errors.h"
#include "backend/api/parameters.h"
#include "backend/api/thread_edit.h"

namespace heddle::api::thread_state {
namespace {

constexpr std::string_view kNoState =
    R"({"values":{},"next":[],"tasks":[],"metadata":{},"created_at":null,"checkpoint":null,)"
    R"("parent_checkpoint":null,"interrupts":[]})";

struct HistoryQuery {
  int limit = 10;
  std::string before;           // checkpoint id, empty: from the newest
  std::string filter = "null";  // on checkpoint metadata
  std::string checkpoint;       // JSON object: which namespace
};

core::Task<core::Result<core::ThreadHead>> headOf(Api& api, core::ThreadId id) {
  auto head = co_await api.services.threads.head(id);
  if (!head && head.error().code == core::ErrorCode::notFound) {
    co_return notFound("Thread with ID " + id.text() + " not found");
  }
  co_return head;
}

/// `checkpoint` empty: the newest.
core::Task<Answer> answerState(Api& api, core::ThreadId id, std::string checkpoint, bool subgraphs) {
  const auto head = co_await headOf(api, id);
  if (!head) co_return head.error();
  if (head->graphId.empty()) co_return net::Response::json(std::string(kNoState));
  if (checkpoint.empty() && !subgraphs && head->snapshot) co_return net::Response::json(head->snapshot->text);
  JsonObject params;
  params.setString("graph_id", head->graphId);
  params.set("config", configFor(id, *head, checkpoint));
  params.set("subgraphs", subgraphs ? "true" : "false");
  core::JsonText text{params.text()};
  auto state = co_await api.services.reader.call("state", std::move(text), std::nullopt);
  if (!state) co_return state.error();
  co_return net::Response::json(std::move(state->text));
}

core::Task<Answer> answerHistory(Api& api, core::ThreadId id, HistoryQuery query) {
  const auto head = co_await headOf(api, id);
  if (!head) co_return head.error();
  if (head->graphId.empty()) co_return net::Response::json("[]");
  JsonObject params;
  params.setString("graph_id", head->graphId);
  params.set("config", configFor(id, *head, query.checkpoint));
  params.set("limit", std::to_string(query.limit));
  params.set("before", query.before.empty() ? "null" : wire::jsonString(query.before));
  params.set("filter", query.filter);
  core::JsonText text{params.text()};
  auto states = co_await api.services.reader.call("history", std::move(text), std::nullopt);
  if (!states) co_return states.error();
  co_return net::Response::json(std::move(states->text));
}

/// A checkpoint id as text, as checkpoint object, or as a config around one.
std::string checkpointIdOf(std::string_view raw) {
  if (raw.empty()) return {};
  if (raw.front() == '"') return wire::stringFromJson(raw);
  const JsonObject fields(raw);
  if (fields.has("configurable")) return checkpointIdOf(fields.raw("configurable"));
  return fields.string("checkpoint_id");
}

/// The namespace alone: history lists all checkpoints of one.
std::string namespaceOnly(std::string_view checkpoint) {
  JsonObject fields;
  fields.setString("checkpoint_ns", JsonObject(checkpoint).string("checkpoint_ns"));
  return fields.text();
}

}  // namespace

core::Task<Answer> latest(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  const bool subgraphs = queryFlag(request.query, "subgraphs", false);
  co_return co_await answerState(api, *id, std::string(), subgraphs);
}

core::Task<Answer> atCheckpoint(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  JsonObject checkpoint;
  checkpoint.setString("checkpoint_id", request.param("checkpoint_id"));
  const bool subgraphs = queryFlag(request.query, "subgraphs", false);
  auto text = checkpoint.text();
  co_return co_await answerState(api, *id, std::move(text), subgraphs);
}

core::Task<Answer> atCheckpointBody(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  const auto checkpoint = body->object("checkpoint");
  const bool subgraphs = body->boolean("subgraphs", false);
  if (!checkpoint) body->refuse("checkpoint", "is required");
  if (body->error()) co_return *body->error();
  auto text = checkpoint->text;
  co_return co_await answerState(api, *id, std::move(text), subgraphs);
}

core::Task<Answer> update(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  ThreadEdit edit;
  edit.method = "update_state";
  edit.checkpoint = body->objectOrEmpty("checkpoint").text;
  if (const auto checkpointId = body->text("checkpoint_id")) {
    JsonObject checkpoint(edit.checkpoint);
    checkpoint.setString("checkpoint_id", *checkpointId);
    edit.checkpoint = checkpoint.text();
  }
  const auto values = body->raw("values");
  edit.params.set("values", values.empty() ? "null" : std::string(values));
  const auto asNode = body->text("as_node");
  edit.params.set("as_node", asNode ? wire::jsonString(*asNode) : "null");
  if (body->error()) co_return *body->error();
  const auto checkpoint = co_await editThread(api, *id, std::move(edit));
  if (!checkpoint && checkpoint.error().code == core::ErrorCode::notFound) {
    co_return notFound("Thread with ID " + id->text() + " not found");
  }
  if (!checkpoint) co_return checkpoint.error();
  co_return net::Response::json("{\"checkpoint\":" + checkpoint->text + "}");
}

core::Task<Answer> history(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  const auto limit = queryInteger(request.query, "limit", 10, 1, 1000);
  if (!limit) co_return limit.error();
  HistoryQuery query;
  query.limit = *limit;
  query.before = std::string(request.query.find("before").value_or(""));
  co_return co_await answerHistory(api, *id, std::move(query));
}

core::Task<Answer> historyBody(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  HistoryQuery query;
  query.limit = body->integer("limit", 1, 1, 1000);
  query.before = checkpointIdOf(body->raw("before"));
  if (const auto metadata = body->object("metadata")) query.filter = metadata->text;
  query.checkpoint = namespaceOnly(body->objectOrEmpty("checkpoint").text);
  if (body->error()) co_return *body->error();
  co_return co_await answerHistory(api, *id, std::move(query));
}

}  // namespace heddle::api::thread_state
