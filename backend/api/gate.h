// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/access.h"
#include "backend/api/services.h"

namespace heddle::api {

/// The one way to an endpoint: checks the API key, asks the project's auth handlers, hands the endpoint an
/// API that shows what this caller may see, and makes a failed Result a response.
core::Task<net::Response> pass(Api& api, const Access& access, Endpoint endpoint, net::Request& request);

}  // namespace heddle::api
