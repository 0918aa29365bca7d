// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"
#include "backend/net/passage.h"

namespace heddle::api {

/// What no route of ours claims belongs to the project's own app, if it has one and the caller may. API keys
/// count here too; the auth handlers only with `enable_custom_route_auth`, and the app gets their user.
core::Task<net::Claim> claimForApp(Api& api, net::Request& head);

}  // namespace heddle::api
