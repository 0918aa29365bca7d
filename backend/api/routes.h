// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/documentation.h"
#include "backend/api/services.h"
#include "backend/net/router.h"

namespace heddle::api {

/// Methods and paths of the table, in its order, without the parts that are switched off.
std::vector<documentation::RoutePath> routePaths(const std::set<Part>& disabled);
/// Enters every endpoint of the parts that are on into the router. `api` outlives the router's use.
void registerRoutes(net::Router& router, Api& api);

}  // namespace heddle::api
