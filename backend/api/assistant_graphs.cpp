// SPDX-License-Identifier: Apache-2.0
// Questions about an assistant that only its loaded graph can answer.
#include "backend/api/assistant_graphs.h"

#include "backend/api/assistants.h"
#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/api/parameters.h"

#include <charconv>

namespace heddle::api::assistants {
namespace {

JsonObject paramsFor(const AssistantFacts& assistant) {
  JsonObject config(assistant.config);
  JsonObject configurable(config.raw("configurable"));
  configurable.setString("assistant_id", assistant.id.text());
  configurable.setString("graph_id", assistant.graphId);
  config.set("configurable", configurable.text());
  JsonObject params;
  params.setString("graph_id", assistant.graphId);
  params.set("config", config.text());
  return params;
}

core::Task<core::Result<core::JsonText>> read(Api& api, core::AssistantId assistant, std::string method,
                                              JsonObject params) {
  core::JsonText text{params.text()};
  co_return co_await api.services.graphs.ofAssistant(assistant, std::move(method), std::move(text));
}

core::Task<Answer> ask(Api& api, core::AssistantId assistant, std::string method, JsonObject params) {
  auto reply = co_await read(api, assistant, std::move(method), std::move(params));
  if (!reply) co_return reply.error();
  co_return net::Response::json(std::move(reply->text));
}

/// xray is a flag or a depth.
core::Result<std::string> xrayOf(const net::Query& query) {
  const auto value = query.find("xray");
  if (!value || value->empty() || *value == "false" || *value == "False") return std::string("false");
  if (*value == "true" || *value == "True") return std::string("true");
  const auto depth = queryInteger(query, "xray", 0, 0, 1000);
  if (!depth) return depth.error();
  return std::to_string(*depth);
}

}  // namespace

core::Task<Answer> graph(Api& api, net::Request& request) {
  const auto xray = xrayOf(request.query);
  if (!xray) co_return xray.error();
  const auto assistant = co_await findAssistant(api, request.param("assistant_id"));
  if (!assistant) co_return assistant.error();
  auto params = paramsFor(*assistant);
  params.set("xray", *xray);
  co_return co_await ask(api, assistant->id, "graph", std::move(params));
}

core::Task<Answer> schemas(Api& api, net::Request& request) {
  const auto assistant = co_await findAssistant(api, request.param("assistant_id"));
  if (!assistant) co_return assistant.error();
  auto reply = co_await schemasOf(api, *assistant);
  if (!reply) co_return reply.error();
  co_return net::Response::json(std::move(reply->text));
}

core::Task<Answer> subgraphs(Api& api, net::Request& request) {
  const auto assistant = co_await findAssistant(api, request.param("assistant_id"));
  if (!assistant) co_return assistant.error();
  auto params = paramsFor(*assistant);
  const auto& path = request.param("namespace");
  if (!path.empty()) params.setString("namespace", path);
  if (path.empty()) params.set("namespace", "null");
  params.set("recurse", queryFlag(request.query, "recurse", false) ? "true" : "false");
  co_return co_await ask(api, assistant->id, "subgraphs", std::move(params));
}

}  // namespace heddle::api::assistants

namespace heddle::api {

core::Task<core::Result<core::JsonText>> schemasOf(Api& api, AssistantFacts assistant) {
  auto params = assistants::paramsFor(assistant);
  co_return co_await assistants::read(api, assistant.id, "schemas", std::move(params));
}

}  // namespace heddle::api
