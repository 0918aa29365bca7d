// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

namespace heddle::deployment {

/// "auth.cache": how long a user is remembered, and by which headers.
struct AuthCachePolicy {
  std::vector<std::string> cacheKeys;  // lower case
  int ttlSeconds = 60;
  int maxSize = 1000;
};

/// "auth" of langgraph.json.
struct AuthPolicy {
  std::string path;  // "./auth.py:auth"; empty: no handlers
  bool disableStudioAuth = false;
  std::string openApi;  // JSON object for the API's description; empty: none
  std::optional<AuthCachePolicy> cache;
};

/// "http.cors": which browser pages may call.
struct CorsSection {
  std::vector<std::string> origins, methods, headers, expose;
  std::string originPattern;  // a regular expression over whole origins
  std::optional<bool> credentials;
  int maxAge = 600;
};

/// "http.configurable_headers", "http.logging_headers"; patterns in lower case.
struct HeaderSection {
  std::vector<std::string> includes, excludes;
};

/// "http" of langgraph.json.
struct HttpPolicy {
  std::optional<CorsSection> cors;
  std::string mountPrefix;
  std::string app;               // "./app.py:app": the project's own routes; empty: none
  bool customRouteAuth = false;  // its routes ask the auth handlers as well
  bool middlewareFirst = false;  // its middleware before the auth handlers
  std::optional<HeaderSection> configurableHeaders, loggingHeaders;
  std::vector<std::string> disabled;  // of assistants, threads, runs, store, meta, mcp, a2a, webhooks, ui
};

/// Each reads one section and answers what is wrong with it as "key must …", or an empty text.
std::string readAuth(const boost::json::value& section, AuthPolicy& policy);
std::string readHttp(const boost::json::value& section, HttpPolicy& policy);

}  // namespace heddle::deployment
