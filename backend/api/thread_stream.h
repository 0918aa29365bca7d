// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// GET /threads/{id}/stream: the runs of a thread one after the other, for as long as the client stays
/// (semantics §7.6).
namespace heddle::api::thread_stream {

core::Task<Answer> follow(Api& api, net::Request& request);

}  // namespace heddle::api::thread_stream
