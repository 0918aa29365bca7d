// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// What the server says of itself: semantics §9.
namespace heddle::api::system {

core::Task<Answer> health(Api& api, net::Request& request);
core::Task<Answer> info(Api& api, net::Request& request);
core::Task<Answer> metrics(Api& api, net::Request& request);

}  // namespace heddle::api::system
