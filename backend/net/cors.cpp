// SPDX-License-Identifier: Apache-2.0
#include "backend/net/cors.h"

#include <algorithm>

namespace heddle::net {
namespace {

bool holds(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool isNamed(const CorsPolicy& policy, std::string_view origin) {
  if (holds(policy.origins, origin)) return true;
  return policy.originPattern && std::regex_match(origin.begin(), origin.end(), *policy.originPattern);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Allow-Origin and what depends on it. Credentials only for origins named one by one: with "*" a browser
/// would refuse them anyway.
std::vector<Header> originHeaders(const CorsPolicy& policy, std::string_view origin) {
  if (holds(policy.origins, "*")) return {{"access-control-allow-origin", "*"}};
  if (!isNamed(policy, origin)) return {{"vary", "Origin"}};
  std::vector<Header> headers{{"access-control-allow-origin", std::string(origin)}};
  if (policy.credentials) headers.push_back({"access-control-allow-credentials", "true"});
  headers.push_back({"vary", "Origin"});
  return headers;
}

}  // namespace

CorsPolicy CorsPolicy::fromList(std::string_view list) {
  CorsPolicy policy;
  policy.origins.clear();
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto origin = trimmed(list.substr(0, comma));
    if (!origin.empty()) policy.origins.emplace_back(origin);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
  if (policy.origins.empty()) policy.origins.emplace_back("*");
  return policy;
}

std::vector<Header> corsHeaders(const CorsPolicy& policy, const Request& request) {
  const auto origin = request.header("origin");
  if (!origin) return {};
  auto headers = originHeaders(policy, *origin);
  if (headers.front().name == "vary") return headers;
  headers.push_back({"access-control-expose-headers", joined(policy.exposed)});
  return headers;
}

bool admitsSocket(const CorsPolicy& policy, const Request& request) {
  const auto origin = request.header("origin");
  if (!origin || holds(policy.origins, "*") || isNamed(policy, *origin)) return true;
  const auto host = request.header("host");
  return host && origin->ends_with("://" + std::string(*host));
}

bool isPreflight(const Request& request) {
  return request.method == Method::options && request.header("origin") &&
         request.header("access-control-request-method");
}

Response preflightResponse(const CorsPolicy& policy, const Request& request) {
  auto response = Response::empty(204);
  response.headers = originHeaders(policy, *request.header("origin"));
  if (response.headers.front().name == "vary") {
    response.status = 400;
    return response;
  }
  const auto method = request.header("access-control-request-method");
  response.with("access-control-allow-methods",
                holds(policy.methods, "*") ? std::string(*method) : joined(policy.methods));
  const bool anyHeader = policy.headers.empty() || holds(policy.headers, "*");
  if (const auto asked = request.header("access-control-request-headers")) {
    response.with("access-control-allow-headers", anyHeader ? std::string(*asked) : joined(policy.headers));
  }
  if (request.header("access-control-request-private-network") == "true") {
    response.with("access-control-allow-private-network", "true");
  }
  response.with("access-control-max-age", std::to_string(policy.maxAge));
  return response;
}

}  // namespace heddle::net
