// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

#include <string_view>

/// The event protocol (semantics §8): commands to a thread, and its events.
namespace heddle::api::protocol {

/// What a command is in the words of authorization handlers: its params create a run.
constexpr Access kCommand = Access::inField(Access(Part::runs, "threads", "create_run"), "params");

/// The two that only look are reads. An answer to interrupts does not say what it will run: that is found out
/// first, and the finished run is asked for in a step of its own.
constexpr Access accessOf(std::string_view method) {
  if (method == "state.get" || method == "agent.getTree") return Access(Part::threads, "threads", "read");
  return method == "input.respond" ? Access::anyCaller(Part::runs) : kCommand;
}

/// POST /threads/{id}/commands: asks for what the command does, then carries it out.
core::Task<Answer> command(Api& api, net::Request& request);
/// A command whose caller was let in.
core::Task<Answer> carryOutCommand(Api& api, net::Request& request);
/// POST /threads/{id}/stream/events
core::Task<Answer> events(Api& api, net::Request& request);
/// GET /threads/{id}/stream/events, for WebSockets: both in one. Error: badRequest without an upgrade.
core::Task<Answer> socket(Api& api, net::Request& request);

}  // namespace heddle::api::protocol
