// SPDX-License-Identifier: Apache-2.0
#include "app/server/http_setup.h"

#include "backend/deployment/langgraph_json.h"

#include <algorithm>
#include <array>
#include <utility>

namespace heddle::server {
namespace {

constexpr std::array<std::pair<std::string_view, api::Part>, 7> kParts{{{"assistants", api::Part::assistants},
                                                                        {"threads", api::Part::threads},
                                                                        {"runs", api::Part::runs},
                                                                        {"store", api::Part::store},
                                                                        {"meta", api::Part::meta},
                                                                        {"mcp", api::Part::mcp},
                                                                        {"a2a", api::Part::a2a}}};

void addMissing(std::vector<std::string>& into, const std::vector<std::string>& words) {
  for (const auto& word : words) {
    if (std::find(into.begin(), into.end(), word) == into.end()) into.push_back(word);
  }
}

}  // namespace

api::Options apiOptions(const deployment::HttpPolicy& http, const Settings& settings, std::string version) {
  api::Options options;
  options.version = std::move(version);
  options.protocolKept = settings.resumableStreamTtl;
  options.metricPrefix = settings.metricPrefix;
  options.keys = api::ApiKeys::fromList(settings.apiKeys);
  options.mountPrefix = mountPrefix(http, settings);
  options.customRouteAuth = http.customRouteAuth;
  for (const auto& [name, part] : kParts) {
    if (std::find(http.disabled.begin(), http.disabled.end(), name) != http.disabled.end())
      options.disabled.insert(part);
  }
  // Their paths lie below /runs, and what they do is to run.
  if (options.disabled.contains(api::Part::runs)) options.disabled.insert(api::Part::crons);
  if (const auto& rules = http.configurableHeaders) {
    auto& headers = options.configurableHeaders;
    if (!rules->includes.empty()) headers.includes = rules->includes;
    addMissing(headers.excludes, rules->excludes);
  }
  return options;
}

api::HeaderRules loggedHeaders(const deployment::HeaderSection& section) {
  api::HeaderRules rules{section.includes, section.excludes};
  addMissing(rules.excludes,
             {"authorization", "cookie", "x-api-key", "x-service-key", "proxy-authorization"});
  return rules;
}

net::CorsPolicy corsPolicy(const deployment::HttpPolicy& http, const Settings& settings) {
  if (!http.cors) return net::CorsPolicy::fromList(settings.corsOrigins);
  net::CorsPolicy policy;
  const auto& given = *http.cors;
  const bool anywhere = given.origins.empty() && given.originPattern.empty();
  policy.origins = anywhere ? std::vector<std::string>{"*"} : given.origins;
  if (!given.originPattern.empty()) policy.originPattern.emplace(given.originPattern);
  if (!given.methods.empty()) policy.methods = given.methods;
  policy.headers = given.headers;
  policy.credentials = given.credentials.value_or(false);
  policy.maxAge = given.maxAge;
  addMissing(policy.exposed, given.expose);
  return policy;
}

std::string mountPrefix(const deployment::HttpPolicy& http, const Settings& settings) {
  std::string prefix = settings.mountPrefix.empty() ? http.mountPrefix : settings.mountPrefix;
  while (!prefix.empty() && prefix.back() == '/')
    prefix.pop_back();
  if (!prefix.empty() && prefix.front() != '/') prefix.insert(0, 1, '/');
  return prefix;
}

api::AuthOptions authOptions(const deployment::AuthPolicy& auth, bool trusted) {
  api::AuthOptions options;
  options.path = auth.path;
  if (!deployment::isPythonPath(auth.path.substr(0, auth.path.rfind(':')))) options.language = "node";
  options.studioUsers = trusted && !auth.disableStudioAuth;
  if (!auth.cache) return options;
  options.cacheKeys = auth.cache->cacheKeys;
  options.cacheTtl = std::chrono::seconds(auth.cache->ttlSeconds);
  options.cacheSize = static_cast<std::size_t>(auth.cache->maxSize);
  return options;
}

}  // namespace heddle::server
