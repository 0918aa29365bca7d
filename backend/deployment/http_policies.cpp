// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/http_policies.h"

#include "backend/deployment/section_reader.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>

#include <boost/json/serialize.hpp>

namespace heddle::deployment {
namespace {

namespace json = boost::json;

constexpr std::array kParts{"assistants", "threads", "runs", "store", "meta", "mcp", "a2a", "webhooks", "ui"};

void toLower(std::vector<std::string>& words) {
  for (auto& word : words) {
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  }
}

std::string readCache(const json::value& section, AuthCachePolicy& cache) {
  SectionReader reader(section, "auth.cache");
  reader.texts("cache_keys", cache.cacheKeys);
  toLower(cache.cacheKeys);
  constexpr int kLongest = 7 * 86400, kMost = 1'000'000;
  reader.integer("ttl_seconds", kLongest, cache.ttlSeconds);
  reader.integer("max_size", kMost, cache.maxSize);
  if (cache.cacheKeys.empty())
    reader.fail("cache_keys", "must name the headers that make up the credentials");
  return reader.complaint();
}

std::string readCors(const json::value& section, CorsSection& cors) {
  SectionReader reader(section, "http.cors");
  reader.texts("allow_origins", cors.origins);
  reader.texts("allow_methods", cors.methods);
  reader.texts("allow_headers", cors.headers);
  reader.texts("expose_headers", cors.expose);
  reader.text("allow_origin_regex", cors.originPattern);
  if (reader.find("allow_credentials") != nullptr)
    reader.flag("allow_credentials", cors.credentials.emplace());
  constexpr int kYear = 366 * 86400;
  reader.integer("max_age", kYear, cors.maxAge);
  try {
    const std::regex checked(cors.originPattern);
  } catch (const std::regex_error&) {
    reader.fail("allow_origin_regex", "must be a regular expression");
  }
  return reader.complaint();
}

std::string readHeaders(const json::value& section, const char* name, HeaderSection& rules) {
  SectionReader reader(section, name);
  reader.texts("includes", rules.includes);
  reader.texts("excludes", rules.excludes);
  toLower(rules.includes);
  toLower(rules.excludes);
  return reader.complaint();
}

}  // namespace

std::string readAuth(const json::value& section, AuthPolicy& policy) {
  SectionReader reader(section, "auth");
  reader.text("path", policy.path);
  reader.flag("disable_studio_auth", policy.disableStudioAuth);
  if (const auto* cache = reader.find("cache")) reader.take(readCache(*cache, policy.cache.emplace()));
  if (const auto* described = reader.find("openapi")) {
    if (!described->is_object()) reader.fail("openapi", "must be an object");
    policy.openApi = json::serialize(*described);
  }
  return reader.complaint();
}

std::string readHttp(const json::value& section, HttpPolicy& policy) {
  SectionReader reader(section, "http");
  reader.text("app", policy.app);
  reader.flag("enable_custom_route_auth", policy.customRouteAuth);
  std::string order;
  reader.text("middleware_order", order);
  policy.middlewareFirst = order == "middleware_first";
  reader.text("mount_prefix", policy.mountPrefix);
  if (!policy.mountPrefix.empty() && policy.mountPrefix.front() != '/')
    reader.fail("mount_prefix", "must begin with a slash");
  const auto colon = policy.app.rfind(':');
  if (!policy.app.empty() && (colon == std::string::npos || colon == 0 || colon + 1 == policy.app.size()))
    reader.fail("app", "must be text like \"./app.py:app\"");
  for (const char* part : kParts) {
    bool off = false;
    reader.flag(std::string("disable_") + part, off);
    if (off) policy.disabled.emplace_back(part);
  }
  if (const auto* cors = reader.find("cors")) reader.take(readCors(*cors, policy.cors.emplace()));
  if (const auto* rules = reader.find("configurable_headers"))
    reader.take(readHeaders(*rules, "http.configurable_headers", policy.configurableHeaders.emplace()));
  if (const auto* rules = reader.find("logging_headers"))
    reader.take(readHeaders(*rules, "http.logging_headers", policy.loggingHeaders.emplace()));
  return reader.complaint();
}

}  // namespace heddle::deployment
