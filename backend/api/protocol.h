// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

/// The event protocol (semantics §8): commands to a thread, and its events.
namespace heddle::api::protocol {

/// What a command is in the words of authorization handlers: its params create a run.
constexpr Access kCommand = Access::inField(Access(Part::threads, "threads", "create_run"), "params");

/// POST /threads/{id}/commands
core::Task<Answer> command(Api& api, net::Request& request);
/// POST /threads/{id}/stream/events
core::Task<Answer> events(Api& api, net::Request& request);
/// GET /threads/{id}/stream/events, for WebSockets: both in one. Error: badRequest without an upgrade.
core::Task<Answer> socket(Api& api, net::Request& request);

}  // namespace heddle::api::protocol
