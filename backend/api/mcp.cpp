// SPDX-License-Identifier: Apache-2.0
#include "backend/api/mcp.h"

#include "backend/api/assistant_lookup.h"
#include "backend/api/delegation.h"
#include "backend/api/errors.h"
#include "backend/api/json_rpc.h"
#include "backend/api/mcp_tools.h"
#include "backend/api/runs.h"
#include "backend/net/response_head.h"
#include "backend/wire/json_fields.h"

#include <algorithm>
#include <array>

namespace heddle::api::mcp {
namespace {

using json_rpc::Failure;
using json_rpc::Message;

/// Revisions that begin with initialize, newest first.
constexpr std::array<std::string_view, 4> kRevisions{"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};
constexpr int kUnsupportedRevision = -32022;

bool knowsRevision(std::string_view revision) {
  return std::find(kRevisions.begin(), kRevisions.end(), revision) != kRevisions.end();
}

Failure unsupportedRevision(std::string_view asked) {
  std::vector<std::string> known;
  for (const auto revision : kRevisions)
    known.push_back(wire::jsonString(revision));
  JsonObject data;
  data.set("supported", jsonArray(known));
  data.setString("requested", asked);
  return {kUnsupportedRevision, "This revision of MCP is not supported.", data.text()};
}

std::string initialized(const Api& api, std::string_view asked) {
  JsonObject server;
  server.setString("name", "heddle");
  server.setString("version", api.options.version);
  JsonObject result;
  result.setString("protocolVersion", knowsRevision(asked) ? asked : kRevisions.front());
  result.set("capabilities", R"({"tools":{"listChanged":false}})");
  result.set("serverInfo", server.text());
  return result.text();
}

core::Task<Answer> list(Api& api, const net::Request& request, const Message& message) {
  if (message.params.has("cursor") && message.params.raw("cursor") != "null") {
    const Failure failure{json_rpc::kInvalidParams, "cursor: the list has one page only."};
    co_return json_rpc::failureResponse(message.id, failure);
  }
  Step step{Access(Part::assistants, "assistants", "search"), listTools, JsonObject()};
  const auto tools = co_await delegate(api, request, std::move(step));
  if (!tools.ok()) co_return json_rpc::refusalResponse(message.id, tools.response);
  co_return json_rpc::resultResponse(message.id, tools.response.body);
}

/// The assistant behind a tool, or what to answer instead. A graph's own assistant needs no search.
core::Task<std::variant<std::string, net::Response>> assistantOf(Api& api, const net::Request& request,
                                                                 const Message& message,
                                                                 const std::string& tool) {
  if (knowsGraph(api, tool)) co_return tool;
  Step step{Access(Part::assistants, "assistants", "search"), findTool, JsonObject(), {{"tool", tool}}};
  const auto found = co_await delegate(api, request, std::move(step));
  if (found.ok()) co_return JsonObject(found.response.body).string("assistant_id");
  if (found.response.status != 404) co_return json_rpc::refusalResponse(message.id, found.response);
  const Failure unknown{json_rpc::kInvalidParams, "Unknown tool: " + tool};
  co_return json_rpc::failureResponse(message.id, unknown);
}

core::Task<std::string> called(std::string id, std::string values) {
  co_return json_rpc::resultText(id, toolResult(values));
}

core::Task<Answer> call(Api& api, const net::Request& request, const Message& message) {
  const auto tool = message.params.string("name");
  auto arguments = message.params.raw("arguments");
  if (arguments.empty() || arguments == "null") arguments = "{}";
  Failure wrong{json_rpc::kInvalidParams, {}};
  if (tool.empty()) wrong.message = "name must be the name of a tool.";
  if (arguments.front() != '{') wrong.message = "arguments must be an object.";
  if (!wrong.message.empty()) co_return json_rpc::failureResponse(message.id, wrong);
  auto assistant = co_await assistantOf(api, request, message, tool);
  if (auto* refusal = std::get_if<net::Response>(&assistant)) co_return std::move(*refusal);
  JsonObject body;
  body.setString("assistant_id", std::get<std::string>(assistant));
  body.set("input", std::string(arguments));
  Step step{Access(Part::runs, "threads", "create_run"), runs::createWaiting, std::move(body)};
  auto run = co_await delegate(api, request, std::move(step));
  if (!run.ok()) co_return json_rpc::refusalResponse(message.id, run.response);
  net::Response response;
  response.stream = rewritten(std::move(run), [id = message.id](const net::Request&, std::string values) {
    return called(id, std::move(values));
  });
  co_return response;
}

core::Task<Answer> dispatch(Api& api, const net::Request& request, const Message& message) {
  if (message.method == "initialize") {
    const auto asked = message.params.string("protocolVersion");
    const Failure missing{json_rpc::kInvalidParams, "protocolVersion is required."};
    if (asked.empty()) co_return json_rpc::failureResponse(message.id, missing);
    co_return json_rpc::resultResponse(message.id, initialized(api, asked));
  }
  if (message.method == "ping") co_return json_rpc::resultResponse(message.id, "{}");
  if (message.method == "tools/list") co_return co_await list(api, request, message);
  if (message.method == "tools/call") co_return co_await call(api, request, message);
  const Failure unknown{json_rpc::kMethodNotFound, "Unknown method: " + message.method};
  co_return json_rpc::failureResponse(message.id, unknown);
}

}  // namespace

core::Task<Answer> post(Api& api, net::Request& request) {
  if (!json_rpc::accepts(request, "application/json") || !json_rpc::accepts(request, "text/event-stream")) {
    const Failure failure{json_rpc::kInvalidRequest,
                          "Accept must name application/json and text/event-stream."};
    co_return json_rpc::failureResponse({}, failure, 400);
  }
  const auto read = json_rpc::read(request.body);
  if (const auto* failure = std::get_if<Failure>(&read))
    co_return json_rpc::failureResponse({}, *failure, 400);
  const auto& message = std::get<Message>(read);
  const auto revision = request.header("mcp-protocol-version");
  if (revision && !knowsRevision(*revision) && message.method != "initialize")
    co_return json_rpc::failureResponse(message.id, unsupportedRevision(*revision), 400);
  // Nothing is kept between two requests: what a client notifies or answers has no one to reach.
  if (message.kind != Message::Kind::request) co_return net::Response::empty(202);
  co_return co_await dispatch(api, request, message);
}

core::Task<Answer> get(Api&, net::Request&) {
  auto response = net::Response::json(net::detailJson("There is no stream to open here: POST only."), 405);
  response.with("allow", "POST");
  co_return response;
}

core::Task<Answer> remove(Api&, net::Request&) {
  co_return notFound("Session not found: this server keeps none.");
}

}  // namespace heddle::api::mcp
