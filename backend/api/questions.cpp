// SPDX-License-Identifier: Apache-2.0
#include "backend/api/questions.h"

#include "backend/api/json_check.h"
#include "backend/api/parameters.h"
#include "backend/core/uuid.h"
#include "backend/wire/json_fields.h"

#include <algorithm>
#include <array>

namespace heddle::api {
namespace {

/// Fields of a run's creation that the handlers' type has at the top; all others are its kwargs.
constexpr std::array<std::string_view, 6> kRunFields{"assistant_id",  "metadata",      "multitask_strategy",
                                                     "if_not_exists", "after_seconds", "thread_id"};
struct Renamed {
  std::string_view action, body, value;
};
constexpr std::array<Renamed, 2> kStoreNames{Renamed{"search", "namespace_prefix", "namespace"},
                                             Renamed{"list_namespaces", "prefix", "namespace"}};

bool isRunField(std::string_view key) {
  return std::find(kRunFields.begin(), kRunFields.end(), key) != kRunFields.end();
}

bool isBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::vector<std::string> bodiesOf(const Access& access, const net::Request& request) {
  if (firstJsonError(request.body)) return {"{}"};
  if (!access.within.empty()) return {std::string(wire::fieldText(request.body, access.within))};
  const auto items = wire::arrayItems(request.body);
  if (!items) return {request.body};
  return {items->begin(), items->end()};
}

std::string labelsJson(const std::vector<std::string>& labels) {
  std::vector<std::string> texts;
  for (const auto& label : labels)
    texts.push_back(wire::jsonString(label));
  return jsonArray(texts);
}

std::string stringOrNull(std::string_view text) {
  return text.empty() ? "null" : wire::jsonString(text);
}

JsonObject runValue(const JsonObject& body, const net::Request& request, const AssistantNaming& naming) {
  JsonObject value, kwargs;
  value.set("metadata", "{}");
  for (const auto& [key, raw] : body.fields()) {
    if (raw == "null") continue;
    (isRunField(key) ? value : kwargs).set(key, raw);
  }
  value.set("thread_id", stringOrNull(request.param("thread_id")));
  if (const auto name = value.string("assistant_id"); !name.empty())
    value.setString("assistant_id", naming(name));
  value.set("kwargs", kwargs.text());
  return value;
}

JsonObject storeValue(std::string_view action, const JsonObject& body, const net::Request& request) {
  JsonObject value;
  value.set("namespace", "[]");
  if (action == "get") {
    value.set("namespace", labelsJson(namespaceIn(request.query)));
    value.setString("key", request.query.find("key").value_or(""));
    return value;
  }
  value.merge(body);
  for (const auto& name : kStoreNames) {
    if (name.action != action) continue;
    const auto raw = body.raw(name.body);
    value.set(name.value, raw.empty() || raw == "null" ? "[]" : std::string(raw));
    value.remove(name.body);
  }
  return value;
}

JsonObject plainValue(const Access& access, const JsonObject& body, const net::Request& request,
                      const AssistantNaming& naming) {
  JsonObject value;
  if (access.action == "create" || access.action == "search" || access.action == "update")
    value.set("metadata", "{}");
  for (const auto& [key, raw] : body.fields()) {
    if (raw != "null") value.set(key, raw);
  }
  for (const auto& [name, text] : request.params)
    value.setString(name, name == "assistant_id" ? naming(text) : text);
  if (const auto action = request.query.find("action")) value.setString("action", *action);
  return value;
}

/// The id of a new thread is settled before anybody is asked about it.
void nameThread(const Access& access, net::Request& request) {
  if (access.resource != "threads" || access.action != "create") return;
  if (!isBlank(request.body) && firstJsonError(request.body)) return;
  JsonObject body(request.body);
  if (const auto given = body.raw("thread_id"); !given.empty() && given != "null") return;
  if (!request.param("thread_id").empty()) return;
  body.setString("thread_id", core::Uuid::timeOrdered().text());
  request.body = body.text();
}

JsonObject changedBody(const Access& access, JsonObject body, const JsonObject& changes) {
  for (const auto& [key, raw] : changes.fields()) {
    std::string_view name = key;
    if (access.action == "create_run" && key == "kwargs") {
      body.merge(JsonObject(raw));
      continue;
    }
    for (const auto& renamed : kStoreNames) {
      if (access.resource == "store" && renamed.action == access.action && renamed.value == key)
        name = renamed.body;
    }
    body.set(name, raw);
  }
  return body;
}

std::string percentEncoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kHex[byte >> 4]);
    out.push_back(kHex[byte & 15]);
  }
  return out;
}

/// GET /store/items has its place in the query.
void changeStoreQuery(net::Request& request, const JsonObject& changes) {
  auto place = changes.raw("namespace").empty() ? labelsJson(namespaceIn(request.query))
                                                : std::string(changes.raw("namespace"));
  auto key = changes.raw("key").empty() ? std::string(request.query.find("key").value_or(""))
                                        : changes.string("key");
  std::string query = "namespace=" + percentEncoded(place) + "&key=" + percentEncoded(key);
  if (const auto refresh = request.query.find("refresh_ttl"))
    query += "&refresh_ttl=" + percentEncoded(*refresh);
  request.query = net::Query(query);
}

JsonObject valueOf(const Access& access, const JsonObject& body, const net::Request& request,
                   const AssistantNaming& naming) {
  if (access.action == "create_run") return runValue(body, request, naming);
  if (access.resource == "store") return storeValue(access.action, body, request);
  return plainValue(access, body, request, naming);
}

/// Handlers of assistants decide who may run one, now or by a cron; those of threads who may delete the
/// threads of one, whose thread a cron may run on, and who may have the new thread that a copy is.
void addBeside(const Access& access, const net::Request& request, std::vector<Question>& questions) {
  const std::size_t asked = questions.size();
  const bool schedules = access.resource == "crons" && access.action == "create";
  for (std::size_t i = 0; (access.action == "create_run" || schedules) && i < asked; ++i) {
    JsonObject value;
    value.set("assistant_id", stringOrNull(questions[i].value.string("assistant_id")));
    value.set("metadata", "{}");
    questions.push_back({"assistants", "read", std::move(value)});
  }
  if (const auto& thread = request.param("thread_id"); schedules && !thread.empty()) {
    JsonObject value;
    value.setString("thread_id", thread);
    questions.push_back({"threads", "create_run", std::move(value)});
  }
  if (access.resource == "threads" && request.path.ends_with("/copy")) {
    JsonObject value;
    value.set("metadata", "{}");
    questions.push_back({"threads", "create", std::move(value)});
  }
  const bool threadsGo = access.resource == "assistants" && access.action == "delete" &&
                         queryFlag(request.query, "delete_threads", false);
  if (threadsGo) questions.push_back({"threads", "delete", JsonObject()});
}

}  // namespace

std::vector<Question> questionsOf(const Access& access, net::Request& request,
                                  const AssistantNaming& naming) {
  std::vector<Question> questions;
  if (access.resource.empty()) return questions;
  nameThread(access, request);
  for (const auto& text : bodiesOf(access, request)) {
    Question question{access.resource, access.action, valueOf(access, JsonObject(text), request, naming)};
    questions.push_back(std::move(question));
  }
  addBeside(access, request, questions);
  return questions;
}

void applyChanges(const Access& access, net::Request& request, std::size_t index, const JsonObject& changes) {
  // What a handler writes into the value of a read or a delete has no place to go to.
  const bool taken = access.resource == "store" || access.action == "create" || access.action == "update" ||
                     access.action == "search" || access.action == "create_run";
  if (changes.empty() || !taken) return;
  if (access.resource == "store" && access.action == "get") return changeStoreQuery(request, changes);
  if (isBlank(request.body)) request.body = "{}";
  if (firstJsonError(request.body)) return;  // its endpoint refuses it
  auto bodies = bodiesOf(access, request);
  if (index >= bodies.size()) return;  // a question beside the request's own
  bodies[index] = changedBody(access, JsonObject(bodies[index]), changes).text();
  if (!access.within.empty()) {
    JsonObject whole(request.body);
    whole.set(access.within, bodies[index]);
    request.body = whole.text();
    return;
  }
  const bool many = wire::arrayItems(request.body).has_value();
  request.body = many ? jsonArray(bodies) : bodies.front();
}

}  // namespace heddle::api
