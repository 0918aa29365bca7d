// SPDX-License-Identifier: Apache-2.0
#include "backend/api/thread_state.h"

#include "backend/api/body.h"
#include "backend/api/errors.h"
#include "backend/api/parameters.h"
#include "backend/api/thread_edit.h"

#include <algorithm>

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
    co_return unknownThread(id);
  }
  co_return head;
}

struct StateQuery {
  std::string checkpoint;  // JSON object; empty: the newest
  bool subgraphs = false;
  std::vector<std::string> select;  // fields, `values.<key>` for one value; empty: all
};

core::Result<std::vector<std::string>> selectOf(std::vector<std::string> fields) {
  static const std::vector<std::string> kFields{
      "values", "next", "tasks", "checkpoint", "metadata", "parent_checkpoint", "created_at", "interrupts"};
  for (const auto& field : fields) {
    const bool known = field.starts_with("values.") || std::ranges::find(kFields, field) != kFields.end();
    if (!known) return invalid("select: '" + field + "' is not a field of a thread's state.");
  }
  return fields;
}

net::Response stateResponse(std::string state, const std::vector<std::string>& select) {
  if (select.empty()) return net::Response::json(std::move(state));
  const JsonObject whole(state);
  auto chosen = whole.only(select);
  std::vector<std::string> keys;
  for (const auto& field : select)
    if (field.starts_with("values.")) keys.push_back(field.substr(7));
  if (!keys.empty() && !chosen.has("values"))
    chosen.set("values", JsonObject(whole.raw("values")).only(keys).text());
  return net::Response::json(chosen.text());
}

core::Task<Answer> answerState(Api& api, core::ThreadId id, StateQuery query) {
  const auto head = co_await headOf(api, id);
  if (!head) co_return head.error();
  if (head->graphId.empty()) co_return stateResponse(std::string(kNoState), query.select);
  if (query.checkpoint.empty() && !query.subgraphs && head->snapshot)
    co_return stateResponse(head->snapshot->text, query.select);
  JsonObject params;
  params.setString("graph_id", head->graphId);
  params.set("config", configFor(id, *head, query.checkpoint));
  params.set("subgraphs", query.subgraphs ? "true" : "false");
  core::JsonText text{params.text()};
  auto state = co_await api.services.graphs.ofThread(id, "state", std::move(text));
  if (!state) co_return state.error();
  co_return stateResponse(std::move(state->text), query.select);
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
  auto states = co_await api.services.graphs.ofThread(id, "history", std::move(text));
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

core::Result<StateQuery> stateQueryOf(const net::Request& request) {
  auto select = selectOf(queryList(request.query, "select"));
  if (!select) return select.error();
  StateQuery query;
  query.subgraphs = queryFlag(request.query, "subgraphs", false);
  query.select = std::move(*select);
  return query;
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
  auto query = stateQueryOf(request);
  if (!query) co_return query.error();
  co_return co_await answerState(api, *id, std::move(*query));
}

core::Task<Answer> atCheckpoint(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  JsonObject checkpoint;
  checkpoint.setString("checkpoint_id", request.param("checkpoint_id"));
  auto query = stateQueryOf(request);
  if (!query) co_return query.error();
  query->checkpoint = checkpoint.text();
  co_return co_await answerState(api, *id, std::move(*query));
}

core::Task<Answer> atCheckpointBody(Api& api, net::Request& request) {
  const auto id = threadIdIn(request);
  if (!id) co_return id.error();
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  const auto checkpoint = body->object("checkpoint");
  StateQuery query;
  query.subgraphs = body->boolean("subgraphs", false);
  auto select = selectOf(body->strings("select"));
  if (!checkpoint) body->refuse("checkpoint", "is required");
  if (body->error()) co_return *body->error();
  if (!select) co_return select.error();
  query.select = std::move(*select);
  query.checkpoint = checkpoint->text;
  co_return co_await answerState(api, *id, std::move(query));
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
    co_return unknownThread(*id);
  }
  if (!checkpoint) co_return checkpoint.error();
  // One place under three names: the JavaScript SDK reads the second, older clients the third.
  JsonObject answer;
  answer.set("checkpoint", checkpoint->text);
  answer.set("configurable", checkpoint->text);
  answer.setString("checkpoint_id", JsonObject(checkpoint->text).string("checkpoint_id"));
  co_return net::Response::json(answer.text());
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
  const auto before = body->raw("before");
  if (!before.empty() && before.front() != '"' && before.front() != '{')
    body->refuse("before", "must be the id of a checkpoint, or a checkpoint");
  else
    query.before = checkpointIdOf(before);
  if (const auto metadata = body->object("metadata")) query.filter = metadata->text;
  query.checkpoint = namespaceOnly(body->objectOrEmpty("checkpoint").text);
  if (body->error()) co_return *body->error();
  co_return co_await answerHistory(api, *id, std::move(query));
}

}  // namespace heddle::api::thread_state
