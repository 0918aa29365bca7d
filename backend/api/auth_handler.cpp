// SPDX-License-Identifier: Apache-2.0
#include "backend/api/auth_handler.h"

#include "backend/wire/json_fields.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace heddle::api {
namespace {

core::JsonText pair(std::string_view key, std::string_view value) {
  JsonObject object;
  object.set(key, std::string(value));
  return {object.text()};
}

bool isStructured(std::string_view json) {
  return json.starts_with('{') || json.starts_with('[');
}

void addEqual(core::AccessFilter& filter, const std::string& key, std::string_view value) {
  filter.contains.push_back(pair(key, value));
  if (isStructured(value)) filter.equal.emplace_back(key, core::JsonText{std::string(value)});
}

core::Error notUnderstood(std::string_view what) {
  return {core::ErrorCode::internal,
          "The auth handler answered a filter that is not understood: " + std::string(what) + "."};
}

std::string headersJson(const net::Request& request) {
  std::vector<std::string> pairs;
  for (const auto& header : request.headers)
    pairs.push_back("[" + wire::jsonString(header.name) + "," + wire::jsonString(header.value) + "]");
  return jsonArray(pairs);
}

std::string requestJson(const net::Request& request, bool withBody) {
  JsonObject params;
  for (const auto& [name, value] : request.params)
    params.setString(name, value);
  std::vector<std::string> query;
  for (const auto& [name, value] : request.query.entries())
    query.push_back("[" + wire::jsonString(name) + "," + wire::jsonString(value) + "]");
  JsonObject fields;
  fields.setString("method", request.methodWord);
  fields.setString("path", request.path);
  fields.set("path_params", params.text());
  fields.set("query", jsonArray(query));
  fields.set("headers", headersJson(request));
  fields.setString("body", withBody ? std::string_view(request.body) : std::string_view{});
  return fields.text();
}

std::string questionsJson(const std::vector<Question>& questions) {
  std::vector<std::string> texts;
  for (const auto& question : questions) {
    JsonObject fields;
    fields.setString("resource", question.resource);
    fields.setString("action", question.action);
    fields.set("value", question.value.text());
    texts.push_back(fields.text());
  }
  return jsonArray(texts);
}

Denied denialOf(const JsonObject& fields) {
  Denied denied;
  const auto status = fields.raw("status");
  std::from_chars(status.data(), status.data() + status.size(), denied.status);
  if (denied.status < 400 || denied.status > 599) denied.status = 403;
  denied.detail = fields.string("detail");
  denied.headers = JsonObject(fields.raw("headers"));
  return denied;
}

core::Result<Verdict> verdictOf(std::string_view reply, std::size_t questions) {
  const JsonObject fields(reply);
  if (fields.has("denied")) return Verdict(denialOf(JsonObject(fields.raw("denied"))));
  Allowed allowed;
  allowed.user = std::string(fields.raw("user"));
  const auto answers = wire::arrayItems(fields.raw("answers"));
  if (!answers || answers->size() != questions)
    return core::Error{core::ErrorCode::internal, "The auth handler gave no answer."};
  for (const auto text : *answers) {
    const JsonObject answer(text);
    auto filter = filterOf(answer.raw("filter"));
    if (!filter) return filter.error();
    allowed.answers.push_back({std::move(*filter), JsonObject(answer.raw("changes"))});
  }
  return Verdict(std::move(allowed));
}

}  // namespace

core::Result<core::AccessFilter> filterOf(std::string_view json) {
  core::AccessFilter filter;
  const JsonObject conditions(json);
  for (const auto& [key, value] : conditions.fields()) {
    const JsonObject operators(value);
    const bool operated = std::any_of(operators.fields().begin(), operators.fields().end(),
                                      [](const auto& field) { return field.first.starts_with('$'); });
    if (key.starts_with('$')) return notUnderstood(key);
    if (!operated) addEqual(filter, key, value);
    for (const auto& [name, operand] : operators.fields()) {
      if (!operated) break;
      if (name == "$eq") {
        addEqual(filter, key, operand);
      } else if (name == "$contains") {
        filter.contains.push_back(pair(key, operand.starts_with('[') ? operand : "[" + operand + "]"));
      } else {
        return notUnderstood(name);
      }
    }
  }
  return filter;
}

AuthHandler::AuthHandler(jobs::GraphReader& reader, jobs::Runners& runners, AuthOptions options)
    : reader_(reader), runners_(runners), options_(std::move(options)) {}

core::Task<core::Result<void>> AuthHandler::describe() {
  const int generation = runners_.info().generation;
  JsonObject where;
  where.setString("path", options_.path);
  where.setString("language", options_.language);
  core::JsonText params{where.text()};
  const auto reply = co_await reader_.call("auth_describe", std::move(params), std::nullopt);
  if (!reply) co_return reply.error();
  wantsBody_ = JsonObject(reply->text).raw("wants_body") != "false";
  generation_ = generation;
  known_.clear();
  co_return core::Result<void>();
}

/// A reload may have brought other handlers: whom the old ones let in is asked again.
core::Task<core::Result<void>> AuthHandler::followReload() {
  if (generation_ == runners_.info().generation) co_return core::Result<void>();
  co_return co_await describe();
}

std::string AuthHandler::credentialsOf(const net::Request& request) const {
  std::string all;
  for (const auto& name : options_.cacheKeys) {
    const auto value = request.header(name);
    all += value ? "=" + std::string(*value) : std::string();
    all.push_back('\0');
  }
  return all;
}

const AuthHandler::Remembered* AuthHandler::recall(const std::string& credentials) {
  const auto found = known_.find(credentials);
  if (found == known_.end()) return nullptr;
  if (found->second.until > std::chrono::steady_clock::now()) return &found->second;
  known_.erase(found);
  return nullptr;
}

void AuthHandler::remember(std::string credentials, std::string user) {
  const auto now = std::chrono::steady_clock::now();
  if (known_.size() >= options_.cacheSize) {
    const auto oldest = std::min_element(known_.begin(), known_.end(), [](const auto& a, const auto& b) {
      return a.second.until < b.second.until;
    });
    if (oldest != known_.end()) known_.erase(oldest);
  }
  known_.insert_or_assign(std::move(credentials), Remembered{std::move(user), now + options_.cacheTtl});
}

bool AuthHandler::isStudio(const net::Request& request) const {
  return options_.studioUsers && request.header("x-auth-scheme") == "langsmith";
}

core::Task<core::Result<Verdict>> AuthHandler::ask(const net::Request& request,
                                                   std::vector<Question> questions) {
  const auto ready = co_await followReload();
  if (!ready) co_return ready.error();
  const bool studio = isStudio(request);
  const bool remembering = !studio && !options_.cacheKeys.empty() && options_.cacheSize > 0;
  auto credentials = remembering ? credentialsOf(request) : std::string();
  const auto* known = remembering ? recall(credentials) : nullptr;
  const bool wasKnown = known != nullptr;
  JsonObject params;
  params.setString("path", options_.path);
  params.setString("language", options_.language);
  params.set("request", requestJson(request, wantsBody_));
  params.set("user", wasKnown ? known->user : "null");
  params.set("studio", studio ? "true" : "false");
  params.set("questions", questionsJson(questions));
  core::JsonText text{params.text()};
  const auto reply = co_await reader_.call("authorize", std::move(text), std::nullopt);
  if (!reply && reply.error().code == core::ErrorCode::unavailable) co_return reply.error();
  if (!reply) co_return core::Error{core::ErrorCode::internal, "The auth handler of this deployment failed."};
  auto verdict = verdictOf(reply->text, questions.size());
  if (!verdict) co_return verdict.error();
  const auto* allowed = std::get_if<Allowed>(&*verdict);
  if (remembering && !wasKnown && allowed != nullptr) remember(std::move(credentials), allowed->user);
  co_return verdict;
}

}  // namespace heddle::api
