// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// Threads: semantics §3.
namespace heddle::api::threads {

core::Task<Answer> create(Api& api, net::Request& request);
core::Task<Answer> search(Api& api, net::Request& request);
core::Task<Answer> count(Api& api, net::Request& request);
core::Task<Answer> get(Api& api, net::Request& request);
core::Task<Answer> update(Api& api, net::Request& request);
core::Task<Answer> remove(Api& api, net::Request& request);
core::Task<Answer> copy(Api& api, net::Request& request);

}  // namespace heddle::api::threads
