// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/access.h"
#include "backend/api/auth_handler.h"
#include "backend/api/services.h"

#include <optional>

namespace heddle::api {

/// The one way to an endpoint: checks the API key, asks the project's auth handlers, hands the endpoint an
/// API that shows what this caller may see, and makes a failed Result a response.
core::Task<net::Response> pass(Api& api, const Access& access, Endpoint endpoint, net::Request& request);

/// What is wrong with the key of this request; nothing where none is asked for.
std::optional<core::Error> keyProblem(const Api& api, const net::Request& request);
/// A handler's refusal as it goes out.
net::Response denial(const Denied& denied);

}  // namespace heddle::api
