// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// The Model Context Protocol over streamable HTTP, without sessions (semantics §9): every assistant is a
/// tool, a call of it is a stateless run.
namespace heddle::api::mcp {

core::Task<Answer> post(Api& api, net::Request& request);
/// There is no stream to open and no session to end.
core::Task<Answer> get(Api& api, net::Request& request);
core::Task<Answer> remove(Api& api, net::Request& request);

}  // namespace heddle::api::mcp
