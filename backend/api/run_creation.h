// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/run_request.h"
#include "backend/api/services.h"

#include <optional>

namespace heddle::api {

/// Turns a checked request into a queued run. `thread` empty: stateless, on a thread of its own that goes
/// with the run unless it is kept. kwargs are those of semantics §4 ("Run object") and `checkpoint_id`; the
/// executor makes the RUN frame from them. Errors: notFound (thread or assistant), invalid, badRequest,
/// conflict (busy).
core::Task<core::Result<jobs::CreatedRun>> createRun(Api& api, const net::Request& http,
                                                     std::optional<core::ThreadId> thread, RunRequest wanted,
                                                     bool subscribe);

/// The run as clients see it; with the LangSmith project its trace goes to, where runs are traced.
std::string runJson(const Api& api, const core::RunRow& run);

}  // namespace heddle::api
