// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// LangGraph's long-term store: semantics §6.
namespace heddle::api::store {

core::Task<Answer> put(Api& api, net::Request& request);
core::Task<Answer> get(Api& api, net::Request& request);
core::Task<Answer> remove(Api& api, net::Request& request);
core::Task<Answer> search(Api& api, net::Request& request);
core::Task<Answer> namespaces(Api& api, net::Request& request);

}  // namespace heddle::api::store
