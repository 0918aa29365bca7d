// SPDX-License-Identifier: Apache-2.0
#include "backend/api/store.h"

#include "backend/api/body.h"
#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/api/parameters.h"

#include <algorithm>

namespace heddle::api::store {
namespace {

constexpr int kMost = 1'000'000, kLastOffset = 1'000'000'000;
/// Of namespace and key together: what an index of Postgres takes.
constexpr std::size_t kLongestPlace = 2500;

std::string labelsJson(const std::vector<std::string>& labels) {
  std::vector<std::string> texts;
  for (const auto& label : labels)
    texts.push_back(wire::jsonString(label));
  return jsonArray(texts);
}

std::optional<core::Error> badLabels(const std::vector<std::string>& labels) {
  const auto bad = [](const std::string& label) {
    return label.empty() || label.find('.') != std::string::npos;
  };
  if (std::none_of(labels.begin(), labels.end(), bad)) return std::nullopt;
  return invalid("Namespace labels cannot be empty or contain periods. Received: " + labelsJson(labels));
}

/// Where an item stands, checked.
core::Result<JsonObject> placeOf(const std::vector<std::string>& labels, const std::string& key) {
  if (const auto error = badLabels(labels)) return *error;
  if (labels.empty()) return badRequest("Namespace cannot be empty.");
  std::size_t length = key.size();
  for (const auto& label : labels)
    length += label.size() + 1;
  if (length > kLongestPlace)
    return invalid("namespace and key: together at most " + std::to_string(kLongestPlace) + " bytes.");
  JsonObject op;
  op.set("namespace", labelsJson(labels));
  op.setString("key", key);
  return op;
}

/// A key is required, but may be empty.
std::string keyOf(Body& body) {
  const auto key = body.text("key");
  if (!key) body.refuse("key", "is required");
  return key.value_or("");
}

/// Runs one operation; answers its result as JSON.
core::Task<core::Result<std::string>> apply(Api& api, JsonObject op) {
  core::JsonText ops{"[" + op.text() + "]"};
  const auto answers = co_await api.services.items.batch(std::move(ops));
  if (!answers) co_return answers.error();
  co_return std::string(wire::arrayItems(answers->text).value().front());
}

/// false, a list of paths, or nothing.
void readIndex(Body& body, JsonObject& op) {
  const auto raw = body.raw("index");
  if (raw.empty()) return;
  if (raw != "false" && !raw.starts_with('[')) body.refuse("index", "must be false or a list of paths");
  if (raw.starts_with('[')) body.strings("index");
  op.set("index", std::string(raw));
}

/// Absent: the server's default; null: for ever.
void readTtl(Body& body, JsonObject& op) {
  constexpr double kLongest = 100.0 * 366 * 24 * 60;
  if (!body.names("ttl")) return;
  const auto minutes = body.number("ttl");
  if (minutes && (!(*minutes > 0) || *minutes > kLongest))
    body.refuse("ttl", "must be a number of minutes above 0, at most 100 years");
  op.set("ttl", minutes ? std::string(body.raw("ttl")) : "null");
}

void readRefresh(Body& body, JsonObject& op) {
  if (body.has("refresh_ttl")) op.set("refresh_ttl", body.boolean("refresh_ttl", true) ? "true" : "false");
}

std::string condition(const char* type, const std::vector<std::string>& path) {
  return std::string("{\"match_type\":\"") + type + "\",\"path\":" + labelsJson(path) + "}";
}

}  // namespace

core::Task<Answer> put(Api& api, net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  const auto labels = body->list("namespace");
  const auto key = keyOf(*body);
  const auto value = body->object("value");
  if (!body->has("namespace")) body->refuse("namespace", "is required");
  if (!value) body->refuse("value", "is required and must be an object");
  JsonObject details;
  readIndex(*body, details);
  readTtl(*body, details);
  if (body->error()) co_return *body->error();
  auto op = placeOf(labels, key);
  if (!op) co_return op.error();
  op->setString("op", "put");
  op->set("value", value->text);
  op->merge(details);
  const auto done = co_await apply(api, std::move(*op));
  if (!done) co_return done.error();
  co_return net::Response::empty(204);
}

core::Task<Answer> get(Api& api, net::Request& request) {
  const auto key = request.query.find("key");
  if (!key) co_return badRequest("Key is required");
  const auto op = placeOf(namespaceIn(request.query), std::string(*key));
  if (!op) co_return op.error();
  JsonObject wanted = *op;
  wanted.setString("op", "get");
  if (request.query.find("refresh_ttl"))
    wanted.set("refresh_ttl", queryFlag(request.query, "refresh_ttl", true) ? "true" : "false");
  auto item = co_await apply(api, std::move(wanted));
  if (!item) co_return item.error();
  co_return net::Response::json(std::move(*item));
}

core::Task<Answer> remove(Api& api, net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  const auto labels = body->list("namespace");
  const auto key = keyOf(*body);
  if (body->error()) co_return *body->error();
  auto op = placeOf(labels, key);
  if (!op) co_return op.error();
  op->setString("op", "put");
  op->set("value", "null");
  const auto done = co_await apply(api, std::move(*op));
  if (!done) co_return done.error();
  co_return net::Response::empty(204);
}

core::Task<Answer> search(Api& api, net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  JsonObject op;
  op.setString("op", "search");
  const auto labels = body->list("namespace_prefix");
  op.set("namespace_prefix", labelsJson(labels));
  op.set("filter", body->objectOrEmpty("filter").text);
  op.set("limit", std::to_string(body->integer("limit", 10, 0, kMost)));
  op.set("offset", std::to_string(body->integer("offset", 0, 0, kLastOffset)));
  if (const auto query = body->text("query")) op.setString("query", *query);
  readRefresh(*body, op);
  if (body->error()) co_return *body->error();
  if (const auto error = badLabels(labels)) co_return *error;
  const auto items = co_await apply(api, std::move(op));
  if (!items) co_return items.error();
  co_return net::Response::json("{\"items\":" + *items + "}");
}

core::Task<Answer> namespaces(Api& api, net::Request& request) {
  auto body = Body::read(request.body);
  if (!body) co_return body.error();
  JsonObject op;
  op.setString("op", "list_namespaces");
  std::vector<std::string> conditions;
  for (const char* type : {"prefix", "suffix"}) {
    const auto path = body->list(type);
    if (!path.empty()) conditions.push_back(condition(type, path));
  }
  op.set("match_conditions", jsonArray(conditions));
  constexpr int kDeepest = 1'000'000;
  if (body->has("max_depth")) op.set("max_depth", std::to_string(body->integer("max_depth", 1, 1, kDeepest)));
  op.set("limit", std::to_string(body->integer("limit", 100, 0, kMost)));
  op.set("offset", std::to_string(body->integer("offset", 0, 0, kLastOffset)));
  if (body->error()) co_return *body->error();
  const auto found = co_await apply(api, std::move(op));
  if (!found) co_return found.error();
  co_return net::Response::json("{\"namespaces\":" + *found + "}");
}

}  // namespace heddle::api::store
