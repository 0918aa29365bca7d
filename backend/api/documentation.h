// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

#include <string>
#include <string_view>
#include <vector>

/// The API's own description: GET /openapi.json from the table of routes and resources/openapi, and the page
/// that draws it without anything from elsewhere.
namespace heddle::api::documentation {

extern const std::string_view kOperations;  // resources/openapi/operations.json
extern const std::string_view kPage;        // resources/openapi/docs.html

struct RoutePath {
  net::Method method;
  std::string_view path;
  bool open = false;  // answered without credentials
};

/// OpenAPI 3.1 of these routes, with the schemas that they need and no others. Of a route that `operations`
/// does not know, only path and method are told.
std::string openApi(const std::vector<RoutePath>& routes, std::string_view operations,
                    const Options& options);

core::Task<Answer> document(Api& api, net::Request& request);
core::Task<Answer> page(Api& api, net::Request& request);

}  // namespace heddle::api::documentation
