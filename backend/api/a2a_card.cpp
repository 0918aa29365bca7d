// SPDX-License-Identifier: Apache-2.0
// The card by which other agents find an assistant.
#include "backend/api/a2a.h"
#include "backend/api/a2a_steps.h"
#include "backend/api/delegation.h"
#include "backend/api/errors.h"

namespace heddle::api::a2a {
namespace {

/// Where the client reached this server, in front of what the card's own path says.
std::string baseUrl(const net::Request& request) {
  const auto first = [](std::string_view list) { return std::string(list.substr(0, list.find(','))); };
  const auto scheme = first(request.header("x-forwarded-proto").value_or("http"));
  const auto host = first(request.header("x-forwarded-host").value_or(request.header("host").value_or("")));
  const auto own = std::min(request.path.find("/.well-known/"), request.path.find("/a2a/"));
  return scheme + "://" + host + request.path.substr(0, own);
}

std::string interfacesJson(const std::string& url) {
  JsonObject one;
  one.setString("url", url);
  one.setString("protocolBinding", "JSONRPC");
  one.setString("protocolVersion", "0.3");
  return "[" + one.text() + "]";
}

std::string skillsJson(const JsonObject& assistant, const std::string& modes) {
  JsonObject skill;
  skill.setString("id", assistant.string("assistant_id"));
  skill.setString("name", assistant.string("name"));
  skill.setString("description", assistant.string("description"));
  skill.set("tags", R"(["langgraph"])");
  skill.set("inputModes", modes);
  return "[" + skill.text() + "]";
}

std::string cardJson(const Api& api, const JsonObject& assistant, const std::string& base) {
  const auto url = base + "/a2a/" + assistant.string("assistant_id");
  const bool texts = assistant.raw("messages") == "true";
  const std::string modes =
      texts ? R"(["text/plain","application/json","image/*","audio/*","video/*","application/*"])"
            : R"(["application/json"])";
  JsonObject card;
  card.setString("protocolVersion", "0.3.0");
  card.setString("name", assistant.string("name"));
  card.setString("description", assistant.string("description"));
  card.setString("url", url);
  card.setString("preferredTransport", "JSONRPC");
  card.set("supportedInterfaces", interfacesJson(url));
  card.setString("version", api.options.version);
  card.set("capabilities", R"({"streaming":true,"pushNotifications":false,"stateTransitionHistory":false})");
  card.set("defaultInputModes", modes);
  card.set("defaultOutputModes", R"(["text/plain","application/json"])");
  card.set("skills", skillsJson(assistant, modes));
  return card.text();
}

}  // namespace

core::Task<Answer> card(Api& api, net::Request& request) {
  auto name = request.param("assistant_id");
  if (name.empty()) name = std::string(request.query.find("assistant_id").value_or(""));
  if (name.empty()) co_return invalid("assistant_id: say in the query whose card.");
  Step step{Access(Part::assistants, "assistants", "read"), describeAssistant, JsonObject()};
  step.params.emplace_back("assistant_id", std::move(name));
  auto assistant = co_await delegate(api, request, std::move(step));
  if (!assistant.ok()) co_return std::move(assistant.response);
  co_return net::Response::json(cardJson(api, JsonObject(assistant.response.body), baseUrl(request)));
}

}  // namespace heddle::api::a2a
