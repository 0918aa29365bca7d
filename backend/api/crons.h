// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// Runs on a schedule (semantics §5).
namespace heddle::api::crons {

core::Task<Answer> create(Api& api, net::Request& request);
core::Task<Answer> get(Api& api, net::Request& request);
core::Task<Answer> update(Api& api, net::Request& request);
core::Task<Answer> remove(Api& api, net::Request& request);
core::Task<Answer> search(Api& api, net::Request& request);
core::Task<Answer> count(Api& api, net::Request& request);

/// Makes the run of a fire, once: its id is the fire's. Errors as for a run made by a client.
core::Task<core::Result<void>> startRun(Api& api, core::CronFire fire);

}  // namespace heddle::api::crons
