// SPDX-License-Identifier: Apache-2.0
#include "backend/api/gate.h"

#include "backend/api/assistant_lookup.h"
#include "backend/api/errors.h"
#include "backend/api/scope.h"
#include "backend/core/unavailable.h"
#include "backend/net/response_head.h"
#include "backend/wire/json_fields.h"

#include <utility>

namespace heddle::api {
namespace {

/// Keeps the caller's API alive as long as the body that works with it.
class ScopedBody : public net::StreamBody {
 public:
  ScopedBody(std::unique_ptr<Scope> scope, std::unique_ptr<net::StreamBody> body)
      : scope_(std::move(scope)), body_(std::move(body)) {}
  core::Task<void> run(net::BodyWriter& out) override { return body_->run(out); }

 private:
  std::unique_ptr<Scope> scope_;
  std::unique_ptr<net::StreamBody> body_;
};

/// The same for a WebSocket.
class ScopedTalk : public net::SocketTalk {
 public:
  ScopedTalk(std::unique_ptr<Scope> scope, std::unique_ptr<net::SocketTalk> talk)
      : scope_(std::move(scope)), talk_(std::move(talk)) {}
  core::Task<void> run(net::Socket& socket) override { return talk_->run(socket); }

 private:
  std::unique_ptr<Scope> scope_;
  std::unique_ptr<net::SocketTalk> talk_;
};

/// The filter that counts is that of the request's own resource; the questions beside it bring those of
/// others.
void addFilter(Caller& caller, std::string_view resource, core::AccessFilter filter) {
  auto& target = resource == "assistants" ? caller.assistants
                 : resource == "crons"    ? caller.crons
                                          : caller.threads;
  if (resource == "store") return;
  for (auto& part : filter.contains)
    target.contains.push_back(std::move(part));
  for (auto& part : filter.equal)
    target.equal.push_back(std::move(part));
}

std::string namedAssistant(const Api& api, std::string_view name) {
  const auto id = assistantIdOf(api, name);
  return id ? id->text() : std::string(name);
}

/// The one place where a failed Result becomes a response.
core::Task<net::Response> answer(Api& api, Endpoint endpoint, net::Request& request) {
  core::Error refusal;
  try {
    auto result = co_await endpoint(api, request);
    if (!result) co_return errorResponse(result.error());
    co_return std::move(*result);
  } catch (const core::RefusedData& refused) {
    refusal = invalid("The database cannot take this: " + refused.reason() + ".");
  }
  co_return errorResponse(refusal);
}

core::Task<net::Response> answerScoped(Api& api, Caller caller, Endpoint endpoint, net::Request& request) {
  auto scope = std::make_unique<Scope>(api, std::move(caller));
  auto response = co_await answer(scope->api(), endpoint, request);
  if (response.stream)
    response.stream = std::make_unique<ScopedBody>(std::move(scope), std::move(response.stream));
  else if (response.socket)
    response.socket = std::make_unique<ScopedTalk>(std::move(scope), std::move(response.socket));
  co_return response;
}

}  // namespace

std::optional<core::Error> keyProblem(const Api& api, const net::Request& request) {
  if (api.options.keys.empty()) return std::nullopt;
  const auto key = request.header("x-api-key");
  if (!key) return core::Error{core::ErrorCode::unauthorized, "An API key is needed: send it as x-api-key."};
  if (!api.options.keys.admits(*key)) return core::Error{core::ErrorCode::forbidden, "Invalid API key."};
  return std::nullopt;
}

net::Response denial(const Denied& denied) {
  auto response = net::Response::json(net::detailJson(denied.detail), denied.status);
  for (const auto& [name, value] : denied.headers.fields())
    response.with(name, wire::stringFromJson(value));
  return response;
}

core::Task<net::Response> pass(Api& api, const Access& access, Endpoint endpoint, net::Request& request) {
  if (access.open) co_return co_await answer(api, endpoint, request);
  if (const auto problem = keyProblem(api, request)) co_return errorResponse(*problem);
  if (api.auth == nullptr) co_return co_await answer(api, endpoint, request);
  const auto naming = [&api](std::string_view name) { return namedAssistant(api, name); };
  auto questions = questionsOf(access, request, naming);
  struct Asked {
    std::string_view resource, action;
  };
  std::vector<Asked> asked;
  for (const auto& question : questions)
    asked.push_back({question.resource, question.action});
  auto verdict = co_await api.auth->ask(request, std::move(questions));
  if (!verdict) co_return errorResponse(verdict.error());
  if (const auto* denied = std::get_if<Denied>(&*verdict)) co_return denial(*denied);
  auto& allowed = std::get<Allowed>(*verdict);
  Caller caller;
  caller.user = std::move(allowed.user);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto& [resource, action] = asked[i];
    if (resource == access.resource) applyChanges(access, request, i, allowed.answers[i].changes);
    // A copy is new: what a handler says of new threads is no condition on the one that is copied.
    const bool onlyMayRefuse = action == "create" && access.action != "create";
    if (!onlyMayRefuse) addFilter(caller, resource, std::move(allowed.answers[i].filter));
  }
  co_return co_await answerScoped(api, std::move(caller), endpoint, request);
}

}  // namespace heddle::api
