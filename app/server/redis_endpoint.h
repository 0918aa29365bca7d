// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/redis/endpoint.h"

#include <string>

namespace heddle::server {

/// A Redis URI (`redis://`, `rediss://`, `unix://`) as the server's connections take it. Errors: invalid.
core::Result<redis::Endpoint> redisEndpoint(const std::string& uri, const std::string& keyPrefix);

}  // namespace heddle::server
