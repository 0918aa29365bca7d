// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// The Agent2Agent protocol, 0.3, as JSON-RPC (semantics §9): a context is a thread, a task is a run.
namespace heddle::api::a2a {

core::Task<Answer> post(Api& api, net::Request& request);
/// The card of the assistant in the path, or of the query's `assistant_id`.
core::Task<Answer> card(Api& api, net::Request& request);

}  // namespace heddle::api::a2a
