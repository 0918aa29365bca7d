// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/resources.h"
#include "backend/net/message.h"

namespace heddle::api {

/// A bare array, and the two headers by which clients page: a further page makes Next = offset + limit and
/// Total = Next + 1 (a lower bound, not a count), otherwise only Total = what there was.
net::Response pageResponse(const core::Page& page, int offset, int limit);
net::Response arrayResponse(const std::vector<core::JsonText>& rows);

}  // namespace heddle::api
