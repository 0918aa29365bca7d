// SPDX-License-Identifier: Apache-2.0
#include "backend/api/mcp_tools.h"

#include "backend/api/assistant_graphs.h"
#include "backend/api/body.h"
#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/wire/json_fields.h"

#include <map>
#include <set>

namespace heddle::api::mcp {
namespace {

constexpr std::size_t kNameLength = 128;
constexpr int kPage = 1000;

struct Tool {
  std::string plain, name, description;
  AssistantFacts assistant;
};

bool isSystem(const Tool& tool) {
  return tool.assistant.id.value == core::Uuid::named(core::kAssistantSpace, tool.assistant.graphId);
}

Tool toolOf(const std::string& row) {
  const JsonObject fields(row);
  Tool tool;
  tool.plain = toolName(fields.string("name"));
  tool.description = fields.string("description");
  tool.assistant.graphId = fields.string("graph_id");
  tool.assistant.config = fields.raw("config");
  if (const auto id = core::AssistantId::parse(fields.string("assistant_id"))) tool.assistant.id = *id;
  return tool;
}

/// A name that is nobody else's: with the end of the assistant's id.
std::string longName(const Tool& tool) {
  const auto id = tool.assistant.id.text();
  const auto end = id.substr(id.size() - 12);
  return tool.plain.empty() ? end : tool.plain.substr(0, kNameLength - 13) + "_" + end;
}

/// Names of graphs belong to their own assistants; of other equal names the oldest assistant has the plain
/// one.
void makeUnique(std::vector<Tool>& tools, const jobs::RunnersInfo& runners) {
  std::set<std::string> taken;
  for (const auto& graph : runners.graphs)
    taken.insert(toolName(graph.id));
  for (auto& tool : tools) {
    const bool itsGraphs = isSystem(tool) && tool.plain == toolName(tool.assistant.graphId);
    const bool free = itsGraphs || (!tool.plain.empty() && taken.insert(tool.plain).second);
    tool.name = free ? tool.plain : longName(tool);
  }
}

core::Task<std::vector<Tool>> visibleTools(Api& api, core::JsonText metadata) {
  core::AssistantSearch query;
  query.metadata = std::move(metadata);
  query.sortBy = "created_at";
  query.ascending = true;
  query.limit = kPage;
  query.select = {"assistant_id", "graph_id", "name", "description", "config"};
  std::vector<Tool> tools;
  for (bool more = true; more; query.offset += kPage) {
    const auto page = co_await api.services.assistants.search(query);
    for (const auto& row : page.rows)
      tools.push_back(toolOf(row.text));
    more = page.more;
  }
  makeUnique(tools, api.services.runners.info());
  co_return tools;
}

/// MCP takes objects only; a graph that says nothing of its input takes any.
std::string inputSchema(std::string_view schemas) {
  JsonObject schema(wire::fieldText(schemas, "input_schema"));
  if (!schema.has("type")) schema.setString("type", "object");
  if (schema.string("type") != "object") return R"({"type":"object"})";
  return schema.text();
}

std::string toolJson(const Tool& tool, const jobs::RunnersInfo& runners, const std::string& schema) {
  auto description = tool.description;
  for (const auto& graph : runners.graphs)
    if (description.empty() && graph.id == tool.assistant.graphId) description = graph.description;
  JsonObject out;
  out.setString("name", tool.name);
  if (!description.empty()) out.setString("description", description);
  out.set("inputSchema", schema);
  return out.text();
}

/// Metadata may hold what an auth handler wrote into the search.
core::Result<core::JsonText> metadataIn(const net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) return body.error();
  auto metadata = body->objectOrEmpty("metadata");
  if (body->error()) return *body->error();
  return metadata;
}

std::string textResult(std::string_view text, std::string_view structured, std::string_view isError) {
  JsonObject part;
  part.setString("type", "text");
  part.setString("text", text);
  JsonObject result;
  result.set("content", "[" + part.text() + "]");
  if (structured.starts_with('{')) result.set("structuredContent", std::string(structured));
  result.set("isError", std::string(isError));
  return result.text();
}

}  // namespace

std::string toolName(std::string_view assistantName) {
  std::string name;
  for (const char c : assistantName.substr(0, kNameLength)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name.push_back(letter || c == '_' || c == '-' || c == '.' ? c : '_');
  }
  return name.find_first_not_of('_') == std::string::npos ? std::string{} : name;
}

core::Task<Answer> listTools(Api& api, net::Request& request) {
  auto metadata = metadataIn(request);
  if (!metadata) co_return metadata.error();
  const auto tools = co_await visibleTools(api, std::move(*metadata));
  const auto runners = api.services.runners.info();
  std::map<std::pair<std::string, std::string>, std::string> schemas;  // by graph and config; empty: broken
  std::vector<std::string> texts;
  for (const auto& tool : tools) {
    const auto key = std::pair(tool.assistant.graphId, tool.assistant.config);
    if (!schemas.contains(key)) {
      const auto answer = co_await schemasOf(api, tool.assistant);
      if (!answer && answer.error().code == core::ErrorCode::unavailable) co_return answer.error();
      schemas[key] = answer ? inputSchema(answer->text) : std::string{};
    }
    if (!schemas[key].empty()) texts.push_back(toolJson(tool, runners, schemas[key]));
  }
  co_return net::Response::json("{\"tools\":" + jsonArray(texts) + "}");
}

core::Task<Answer> findTool(Api& api, net::Request& request) {
  auto metadata = metadataIn(request);
  if (!metadata) co_return metadata.error();
  const auto tools = co_await visibleTools(api, std::move(*metadata));
  for (const auto& tool : tools) {
    // The long name stays an assistant's own: lists that clients keep outlive other assistants.
    if (tool.name != request.param("tool") && longName(tool) != request.param("tool")) continue;
    JsonObject found;
    found.setString("assistant_id", tool.assistant.id.text());
    co_return net::Response::json(found.text());
  }
  co_return notFound("Unknown tool.");
}

std::string toolResult(std::string_view values) {
  const auto error = wire::fieldText(values, "__error__");
  if (!error.empty()) {
    const JsonObject fields(error);
    return textResult(fields.string("error") + ": " + fields.string("message"), {}, "true");
  }
  const bool waits = !wire::fieldText(values, "__interrupt__").empty();
  return textResult(values, values, waits ? "true" : "false");
}

}  // namespace heddle::api::mcp
