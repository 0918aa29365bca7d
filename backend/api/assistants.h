// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// Assistants: semantics §2. `{assistant_id}` is a UUID or a graph id.
namespace heddle::api::assistants {

core::Task<Answer> create(Api& api, net::Request& request);
core::Task<Answer> search(Api& api, net::Request& request);
core::Task<Answer> count(Api& api, net::Request& request);
core::Task<Answer> get(Api& api, net::Request& request);
core::Task<Answer> update(Api& api, net::Request& request);
core::Task<Answer> remove(Api& api, net::Request& request);
core::Task<Answer> versions(Api& api, net::Request& request);
core::Task<Answer> setLatest(Api& api, net::Request& request);

/// Answered by the loaded graph itself, through the reader.
core::Task<Answer> graph(Api& api, net::Request& request);
core::Task<Answer> schemas(Api& api, net::Request& request);
core::Task<Answer> subgraphs(Api& api, net::Request& request);

}  // namespace heddle::api::assistants
