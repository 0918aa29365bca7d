// SPDX-License-Identifier: Apache-2.0
#include "backend/api/documentation.h"

#include "backend/api/json_object.h"
#include "backend/api/routes.h"
#include "backend/wire/json_fields.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

namespace heddle::api::documentation {
namespace {

constexpr std::string_view kKeyScheme = "apiKey";

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// `get_threads_thread_id`.
std::string operationId(std::string_view method, std::string_view path) {
  std::string out = lower(method);
  bool gap = true;
  for (const char c : path) {
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (letter && gap) out.push_back('_');
    if (letter) out.push_back(c);
    gap = !letter;
  }
  return out;
}

std::string reference(std::string_view schema) {
  return R"({"$ref":"#/components/schemas/)" + std::string(schema) + "\"}";
}

/// `Thread`, `[Thread]`, or a type of JSON such as `integer`.
std::string schemaOf(std::string_view name) {
  if (name.starts_with('['))
    return R"({"type":"array","items":)" + reference(name.substr(1, name.size() - 2)) + "}";
  if (std::islower(static_cast<unsigned char>(name.front())) != 0)
    return R"({"type":")" + std::string(name) + "\"}";
  return reference(name);
}

/// A schema, a media type, or several of them between bars.
std::string contentOf(std::string_view names) {
  JsonObject content;
  while (!names.empty()) {
    const auto bar = std::min(names.find('|'), names.size());
    const auto name = names.substr(0, bar);
    names.remove_prefix(std::min(bar + 1, names.size()));
    const bool isMediaType = name.find('/') != std::string_view::npos;
    content.set(isMediaType ? name : "application/json",
                "{\"schema\":" + (isMediaType ? R"({"type":"string"})" : schemaOf(name)) + "}");
  }
  return content.text();
}

std::string_view meaning(std::string_view status) {
  constexpr std::pair<std::string_view, std::string_view> kMeanings[] = {
      {"200", "Done"},
      {"202", "Accepted"},
      {"204", "Done; no body"},
      {"400", "Cannot be honoured"},
      {"404", "Not found"},
      {"405", "Not for this method"},
      {"409", "In conflict with what is there"},
      {"422", "The request is wrong"},
      {"500", "Broken"},
      {"503", "Not available right now; try again"}};
  for (const auto& [code, text] : kMeanings)
    if (code == status) return text;
  return "";
}

std::string responsesOf(const JsonObject& operation, bool takesInput) {
  JsonObject answers(operation.raw("answers"));
  for (const char* status : {"400", "422"})
    if (takesInput && !answers.has(status)) answers.setString(status, "Error");
  answers.setString("503", "Error");
  JsonObject out;
  for (const auto& [status, literal] : answers.fields()) {
    const auto name = wire::stringFromJson(literal);
    JsonObject response;
    response.setString("description", meaning(status));
    if (!name.empty()) response.set("content", contentOf(name));
    out.set(status, response.text());
  }
  return out.text();
}

std::string pathParameter(std::string_view name) {
  const bool isUuid = name == "thread_id" || name == "run_id";
  return "{\"name\":\"" + std::string(name) + R"(","in":"path","required":true,"schema":{"type":"string")" +
         (isUuid ? R"(,"format":"uuid")" : R"(,"minLength":1)") + "}}";
}

/// A parameter of operations.json: schema, and what is not as usual.
std::string parameter(std::string_view key, const JsonObject& described) {
  JsonObject out;
  out.setString("name", described.has("name") ? described.string("name") : std::string(key));
  out.setString("in", described.has("in") ? described.string("in") : std::string("query"));
  out.set("required", described.has("required") ? "true" : "false");
  if (described.has("about")) out.setString("description", described.string("about"));
  out.set("schema", std::string(described.raw("schema")));
  return out.text();
}

std::vector<std::string> parametersOf(std::string_view path, const JsonObject& operation,
                                      const JsonObject& known) {
  std::vector<std::string> out;
  for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1))
    out.push_back(pathParameter(path.substr(open + 1, path.find('}', open) - open - 1)));
  const auto names =
      wire::arrayItems(operation.has("parameters") ? operation.raw("parameters") : "[]").value();
  for (const auto literal : names) {
    const auto key = wire::stringFromJson(literal);
    out.push_back(parameter(key, JsonObject(known.raw(key))));
  }
  return out;
}

std::string operationJson(const RoutePath& route, const JsonObject& operation, const JsonObject& parameters,
                          bool secured) {
  const auto list = parametersOf(route.path, operation, parameters);
  JsonObject out;
  out.set("tags", "[" + wire::jsonString(operation.string("tag")) + "]");
  out.setString("summary", operation.string("summary"));
  out.setString("operationId", operationId(net::word(route.method), route.path));
  if (!list.empty()) out.set("parameters", jsonArray(list));
  if (operation.has("body")) {
    out.set("requestBody", std::string("{\"required\":") + (operation.has("optional") ? "false" : "true") +
                               ",\"content\":" + contentOf(operation.string("body")) + "}");
  }
  out.set("responses", responsesOf(operation, !list.empty() || operation.has("body")));
  if (secured && route.open) out.set("security", "[]");
  return out.text();
}

/// What the project says of one method or of a whole path goes over what we say.
void mergeProject(JsonObject& paths, const JsonObject& given) {
  for (const auto& [path, described] : given.fields()) {
    if (!paths.has(path)) continue;
    JsonObject methods(paths.raw(path));
    const JsonObject changes(described);
    for (const auto& [method, fields] : changes.fields()) {
      JsonObject operation(methods.raw(method));
      operation.merge(JsonObject(fields));
      if (methods.has(method)) methods.set(method, operation.text());
    }
    paths.set(path, methods.text());
  }
}

JsonObject pathsOf(const std::vector<RoutePath>& routes, const JsonObject& source, const Options& options) {
  const JsonObject described(source.raw("operations"));
  const JsonObject parameters(source.raw("parameters"));
  const JsonObject project(options.authOpenApi);
  const bool secured = project.has("security") || !options.keys.empty();
  JsonObject paths;
  for (const auto& route : routes) {
    const auto key = std::string(net::word(route.method)) + " " + std::string(route.path);
    JsonObject methods(paths.raw(route.path));
    methods.set(lower(net::word(route.method)),
                operationJson(route, JsonObject(described.raw(key)), parameters, secured));
    paths.set(route.path, methods.text());
  }
  mergeProject(paths, JsonObject(project.raw("paths")));
  return paths;
}

/// Those that the paths name, and those that these name in turn.
std::string schemasFor(const std::string& paths, const JsonObject& known) {
  constexpr std::string_view kStart = "#/components/schemas/";
  std::set<std::string> used;
  std::vector<std::string> left{paths};
  while (!left.empty()) {
    const auto text = std::move(left.back());
    left.pop_back();
    for (auto at = text.find(kStart); at != std::string::npos; at = text.find(kStart, at)) {
      at += kStart.size();
      auto name = text.substr(at, text.find('"', at) - at);
      if (used.insert(name).second) left.emplace_back(known.raw(name));
    }
  }
  JsonObject out;
  for (const auto& [name, schema] : known.fields())
    if (used.contains(name)) out.set(name, schema);
  return out.text();
}

JsonObject securitySchemes(const JsonObject& project, const Options& options) {
  JsonObject schemes;
  if (!options.keys.empty()) schemes.set(kKeyScheme, R"({"type":"apiKey","in":"header","name":"x-api-key"})");
  schemes.merge(JsonObject(project.raw("securitySchemes")));
  return schemes;
}

}  // namespace

std::string openApi(const std::vector<RoutePath>& routes, std::string_view operations,
                    const Options& options) {
  const JsonObject source(operations);
  const JsonObject project(options.authOpenApi);
  const auto paths = pathsOf(routes, source, options);
  JsonObject info;
  info.setString("title", "Heddle: LangGraph API");
  info.setString("version", options.version);
  JsonObject components;
  components.set("schemas", schemasFor(paths.text(), JsonObject(source.raw("schemas"))));
  const auto schemes = securitySchemes(project, options);
  if (!schemes.empty()) components.set("securitySchemes", schemes.text());
  JsonObject out;
  out.setString("openapi", "3.1.0");
  out.set("info", info.text());
  if (!options.mountPrefix.empty())
    out.set("servers", "[{\"url\":" + wire::jsonString(options.mountPrefix) + "}]");
  out.set("paths", paths.text());
  out.set("components", components.text());
  if (project.has("security"))
    out.set("security", std::string(project.raw("security")));
  else if (!options.keys.empty())
    out.set("security", "[{" + wire::jsonString(kKeyScheme) + ":[]}]");
  return out.text();
}

core::Task<Answer> document(Api& api, net::Request&) {
  co_return net::Response::json(openApi(routePaths(api.options.disabled), kOperations, api.options));
}

core::Task<Answer> page(Api&, net::Request&) {
  auto response = net::Response::json(std::string(kPage));
  response.contentType = "text/html; charset=utf-8";
  response.with(
      "content-security-policy",
      "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'");
  co_return response;
}

}  // namespace heddle::api::documentation
