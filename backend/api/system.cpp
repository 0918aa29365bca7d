// SPDX-License-Identifier: Apache-2.0
#include "backend/api/system.h"

#include "backend/api/errors.h"
#include "backend/api/figures.h"
#include "backend/api/json_object.h"
#include "backend/api/parameters.h"
#include "backend/wire/json_fields.h"

#include <exception>

namespace heddle::api::system {
namespace {

core::Task<bool> answers(const std::function<core::Task<bool>()>& ask) {
  if (!ask) co_return true;
  try {
    co_return co_await ask();
  } catch (const std::exception&) {
    // Why it does not answer stands in the log of whoever owns the connection.
  }
  co_return false;
}

std::string stringOrNull(const std::optional<std::string>& text) {
  return text ? wire::jsonString(*text) : std::string("null");
}

std::string graphJson(const jobs::GraphInfo& graph) {
  JsonObject fields;
  fields.setString("id", graph.id);
  fields.setString("description", graph.description);
  fields.setString("language", graph.language);
  fields.set("error", stringOrNull(graph.error));
  fields.set("traceback", stringOrNull(graph.traceback));
  fields.set("load_ms", std::to_string(graph.loadMilliseconds));
  return fields.text();
}

std::string appJson(const jobs::CustomAppInfo& app) {
  JsonObject fields;
  fields.set("serving", app.socket.empty() ? "false" : "true");
  fields.set("error", stringOrNull(app.error));
  fields.set("traceback", stringOrNull(app.traceback));
  return fields.text();
}

std::string heddleJson(const Api& api, const jobs::RunnersInfo& runners) {
  std::vector<std::string> graphs;
  for (const auto& graph : runners.graphs)
    graphs.push_back(graphJson(graph));
  JsonObject fields;
  fields.setString("version", api.options.version);
  fields.set("loaded", runners.loaded ? "true" : "false");
  fields.set("generation", std::to_string(runners.generation));
  fields.set("graphs", jsonArray(graphs));
  fields.set("app", runners.app ? appJson(*runners.app) : "null");
  fields.set("interpreters", runners.interpreters.isNull() ? "[]" : runners.interpreters.text);
  fields.set("workers", "{\"max\":" + std::to_string(runners.workersMax) +
                            ",\"active\":" + std::to_string(runners.workersActive) +
                            ",\"blocked\":" + std::to_string(runners.workersBlocked) + "}");
  const auto replica = api.services.runService.state();
  const auto offset = std::chrono::duration_cast<std::chrono::milliseconds>(replica.clockOffset);
  fields.set("clock", "{\"offset_ms\":" + std::to_string(offset.count()) +
                          ",\"ok\":" + (replica.clockOff ? "false" : "true") + "}");
  return fields.text();
}

/// What clients ask before they use it.
std::string flagsJson(const Options& options) {
  const auto literal = [](bool on) { return on ? "true" : "false"; };
  JsonObject flags;
  flags.set("assistants", literal(!options.disabled.contains(Part::assistants)));
  flags.set("crons", literal(!options.disabled.contains(Part::crons)));
  flags.set("langsmith", literal(!options.tracingProject.empty()));
  flags.set("langsmith_tracing_replicas", "false");
  flags.set("strict_resume", "true");
  return flags.text();
}

/// Version of a package in the first interpreter of a language, as it introduced itself.
std::string packageVersion(const jobs::RunnersInfo& runners, std::string_view language,
                           std::string_view package) {
  const auto interpreters = wire::arrayItems(runners.interpreters.text);
  if (!interpreters) return {};
  for (const auto text : *interpreters) {
    const JsonObject interpreter(text);
    if (interpreter.string("language") == language)
      return JsonObject(interpreter.raw("packages")).string(package);
  }
  return {};
}

}  // namespace

core::Task<Answer> health(Api& api, net::Request& request) {
  if (!queryFlag(request.query, "check_db", false)) co_return net::Response::json("{\"ok\":true}");
  const bool database = co_await answers(api.services.databaseAnswers);
  const bool redis = co_await answers(api.services.redisAnswers);
  const std::string yes = "\"ok\"";
  const std::string no = "\"unavailable\"";
  co_return net::Response::json(std::string("{\"ok\":") + (database && redis ? "true" : "false") +
                                    ",\"services\":{\"database\":" + (database ? yes : no) +
                                    ",\"redis\":" + (redis ? yes : no) + "}}",
                                database && redis ? 200 : 500);
}

core::Task<Answer> info(Api& api, net::Request&) {
  const auto runners = api.services.runners.info();
  JsonObject fields;
  fields.setString("version", api.options.version);
  const auto python = packageVersion(runners, "python", "langgraph");
  const auto javascript = packageVersion(runners, "node", "@langchain/langgraph");
  if (!python.empty() || javascript.empty()) fields.setString("langgraph_py_version", python);
  if (!javascript.empty()) fields.setString("langgraph_js_version", javascript);
  if (!javascript.empty() && python.empty()) fields.setString("context", "js");
  fields.set("flags", flagsJson(api.options));
  fields.set("metadata", "{}");
  fields.set("heddle", heddleJson(api, runners));
  co_return net::Response::json(fields.text());
}

core::Task<Answer> metrics(Api& api, net::Request& request) {
  const auto format = request.query.find("format").value_or("prometheus");
  if (format != "prometheus" && format != "json") co_return invalid("format: must be prometheus or json.");
  const auto figures = co_await figuresOf(api);
  if (format == "json") co_return net::Response::json(figuresJson(figures));
  auto response = net::Response::json(figuresText(figures, api.options.metricPrefix));
  response.contentType = "text/plain; version=0.0.4; charset=utf-8";
  co_return response;
}

}  // namespace heddle::api::system
