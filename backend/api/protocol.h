// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// The event protocol (semantics §8): commands to a thread, and its events.
namespace heddle::api::protocol {

/// POST /threads/{id}/commands
core::Task<Answer> command(Api& api, net::Request& request);
/// POST /threads/{id}/stream/events
core::Task<Answer> events(Api& api, net::Request& request);

}  // namespace heddle::api::protocol
