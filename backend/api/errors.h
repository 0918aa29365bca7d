// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/core/uuid.h"
#include "backend/net/message.h"

#include <string>

namespace heddle::api {

/// The one table from kinds of failure to HTTP statuses.
int statusOf(core::ErrorCode code);

/// `{"detail": message}`; unavailable also says when to come again.
net::Response errorResponse(const core::Error& error);

core::Error invalid(std::string message);
core::Error badRequest(std::string message);
core::Error notFound(std::string message);
core::Error unknownThread(const core::ThreadId& id);

}  // namespace heddle::api
