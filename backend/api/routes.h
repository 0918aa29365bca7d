// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/documentation.h"
#include "backend/api/services.h"
#include "backend/net/router.h"

namespace heddle::api {

/// Enters every endpoint into the router. `api` outlives the router's use.
/// Methods and paths of the table, in its order.
std::vector<documentation::RoutePath> routePaths();
void registerRoutes(net::Router& router, Api& api);

}  // namespace heddle::api
