// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// Runs: semantics §4. Creation in three manners, on a thread or without one; then joining, reading, ending.
namespace heddle::api::runs {

core::Task<Answer> create(Api& api, net::Request& request);
core::Task<Answer> createStreaming(Api& api, net::Request& request);
core::Task<Answer> createWaiting(Api& api, net::Request& request);
core::Task<Answer> createBatch(Api& api, net::Request& request);

core::Task<Answer> list(Api& api, net::Request& request);
core::Task<Answer> get(Api& api, net::Request& request);
core::Task<Answer> remove(Api& api, net::Request& request);
core::Task<Answer> cancel(Api& api, net::Request& request);
core::Task<Answer> cancelMany(Api& api, net::Request& request);
core::Task<Answer> join(Api& api, net::Request& request);
core::Task<Answer> joinStream(Api& api, net::Request& request);
core::Task<Answer> joinStreamWithoutThread(Api& api, net::Request& request);

}  // namespace heddle::api::runs
