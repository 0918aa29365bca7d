// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// State, checkpoints and history of a thread: semantics §3. The newest state comes from the snapshot that
/// the last run left; everything else is asked of the loaded graph (DESIGN §4a.22).
namespace heddle::api::thread_state {

core::Task<Answer> latest(Api& api, net::Request& request);
core::Task<Answer> atCheckpoint(Api& api, net::Request& request);
core::Task<Answer> atCheckpointBody(Api& api, net::Request& request);
core::Task<Answer> update(Api& api, net::Request& request);
core::Task<Answer> history(Api& api, net::Request& request);
core::Task<Answer> historyBody(Api& api, net::Request& request);

}  // namespace heddle::api::thread_state
