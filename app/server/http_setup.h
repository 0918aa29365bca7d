// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/settings.h"
#include "backend/api/auth_handler.h"
#include "backend/api/services.h"
#include "backend/deployment/http_policies.h"
#include "backend/net/cors.h"

#include <string>

namespace heddle::server {

/// What langgraph.json and the environment say about HTTP, as the API and the listener take it. `http.cors`
/// counts instead of CORS_ALLOW_ORIGINS, MOUNT_PREFIX instead of `http.mount_prefix`.
api::Options apiOptions(const deployment::HttpPolicy& http, const Settings& settings, std::string version);
net::CorsPolicy corsPolicy(const deployment::HttpPolicy& http, const Settings& settings);
std::string mountPrefix(const deployment::HttpPolicy& http, const Settings& settings);

/// Credentials never reach the log, whatever is asked for.
api::HeaderRules loggedHeaders(const deployment::HeaderSection& section);

/// `trusted`: whoever reaches the server may call itself the studio's user. A deployment grants that only to
/// holders of an API key.
api::AuthOptions authOptions(const deployment::AuthPolicy& auth, bool trusted);

}  // namespace heddle::server
