// SPDX-License-Identifier: Apache-2.0
#include "backend/net/cors.h"

#include <algorithm>

namespace heddle::net {
namespace {

bool allowsAny(const CorsPolicy& policy) {
  return std::find(policy.origins.begin(), policy.origins.end(), "*") != policy.origins.end();
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
  if (allowsAny(policy)) return {{"access-control-allow-origin", "*"}};
  if (std::find(policy.origins.begin(), policy.origins.end(), origin) == policy.origins.end()) {
    return {{"vary", "Origin"}};
  }
  return {{"access-control-allow-origin", std::string(origin)},
          {"access-control-allow-credentials", "true"},
          {"vary", "Origin"}};
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
  response.with("access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  if (const auto asked = request.header("access-control-request-headers")) {
    response.with("access-control-allow-headers", std::string(*asked));
  }
  if (request.header("access-control-request-private-network") == "true") {
    response.with("access-control-allow-private-network", "true");
  }
  response.with("access-control-max-age", "600");
  return response;
}

}  // namespace heddle::net
