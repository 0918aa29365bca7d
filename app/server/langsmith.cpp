// SPDX-License-Identifier: Apache-2.0
#include "app/server/langsmith.h"

#include "app/server/vendor_variables.h"
#include "backend/jobs/webhook_target.h"
#include "backend/observe/log.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>

namespace heddle::server {
namespace {

core::Error unavailable(std::string sentence) {
  return {core::ErrorCode::unavailable, std::move(sentence)};
}

std::string firstOf(const deployment::LanggraphConfig& config, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const auto value = projectVariable(config, name); value && !value->empty()) return *value;
  }
  return {};
}

// The variables that LangSmith's own SDK reads.
constexpr std::initializer_list<const char*> kKeys = {"LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"};
constexpr std::initializer_list<const char*> kSwitches = {"LANGSMITH_TRACING", "LANGSMITH_TRACING_V2",
                                                          "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"};
constexpr std::initializer_list<const char*> kProjects = {
    "HOSTED_LANGSERVE_PROJECT_NAME", "LANGSMITH_PROJECT", "LANGCHAIN_PROJECT", "LANGCHAIN_SESSION"};

/// Where LangSmith is.
struct LangSmith {
  std::string endpoint, key;
};

/// Missing unless both are set.
std::optional<LangSmith> langSmithOf(const deployment::LanggraphConfig& config) {
  LangSmith found;
  found.key = firstOf(config, kKeys);
  found.endpoint = firstOf(config, {"LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"});
  while (found.endpoint.ends_with('/'))
    found.endpoint.pop_back();
  if (found.key.empty() || found.endpoint.empty()) return std::nullopt;
  return found;
}

core::Result<void> judge(const core::HttpReply& reply, const std::string& place) {
  constexpr int kOk = 200, kRedirect = 300, kUnauthorized = 401, kForbidden = 403;
  if (reply.status >= kOk && reply.status < kRedirect) return {};
  if (reply.status == kUnauthorized || reply.status == kForbidden)
    return unavailable("LangSmith at " + place + " does not accept LANGSMITH_API_KEY");
  const std::string why = reply.status == 0 ? reply.failure : "status " + std::to_string(reply.status);
  return unavailable("LangSmith at " + place + " does not answer as it should (" + why + ")");
}

core::Task<core::Result<void>> ask(core::HttpCaller& http, LangSmith langSmith) {
  core::WebhookPolicy anywhere;  // the operator named it
  anywhere.disableLoopback = false;
  auto where = jobs::checkWebhook(anywhere, langSmith.endpoint + "/sessions?limit=1");
  if (!where) co_return unavailable("LANGSMITH_ENDPOINT is not the URL of a LangSmith");
  const std::string place = where->host + ":" + std::to_string(where->port);
  core::HttpCall question;
  question.method = "GET";
  question.tls = where->tls;
  question.host = std::move(where->host);
  question.port = where->port;
  question.target = std::move(where->target);
  question.headers.emplace_back("x-api-key", std::move(langSmith.key));
  question.mayConnect = [](const std::string&) { return true; };
  question.patience = std::chrono::seconds(5);
  const core::HttpReply reply = co_await http.call(std::move(question));
  co_return judge(reply, place);
}

}  // namespace

bool tracesByDefault(const deployment::LanggraphConfig& config) {
  for (const char* name : kSwitches)
    if (projectVariable(config, name)) return false;
  return langSmithOf(config).has_value();
}

std::string tracingProject(const deployment::LanggraphConfig& config) {
  if (firstOf(config, kKeys).empty()) return {};
  const bool on = std::any_of(kSwitches.begin(), kSwitches.end(),
                              [&](const char* name) { return projectVariable(config, name) == "true"; });
  if (!on && !tracesByDefault(config)) return {};
  auto project = firstOf(config, kProjects);
  return project.empty() ? "default" : project;
}

core::Task<core::Result<void>> greetLangSmith(core::HttpCaller& http,
                                              const deployment::LanggraphConfig& config, bool required) {
  auto langSmith = langSmithOf(config);
  if (!langSmith) {
    if (!required) co_return core::Result<void>();
    co_return unavailable("--require-license: set LANGSMITH_API_KEY and LANGSMITH_ENDPOINT");
  }
  auto checked = co_await ask(http, *std::move(langSmith));
  if (checked) {
    observe::info("LangSmith accepts the key");
  } else if (!required) {
    observe::warning(checked.error().message + "; traces may be lost, runs are not");
    checked = core::Result<void>();
  }
  co_return checked;
}

}  // namespace heddle::server
