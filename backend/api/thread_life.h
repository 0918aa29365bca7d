// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// What becomes of threads in the long run: semantics §3, prune and storage.
namespace heddle::api::thread_life {

core::Task<Answer> prune(Api& api, net::Request& request);
core::Task<Answer> storage(Api& api, net::Request& request);

}  // namespace heddle::api::thread_life
