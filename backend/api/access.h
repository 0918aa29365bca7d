// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace heddle::api {

/// The parts of the API that langgraph.json can switch off (`http.disable_…`).
enum class Part { health, meta, assistants, threads, runs, crons, store, mcp, a2a };

/// What a route does, in the words of the project's authorization handlers. Every route has one: the route
/// table does not compile without.
struct Access {
  Part part;
  std::string_view resource, action;  // empty: no handler is asked
  bool open = false;                  // answered without credentials
  std::string_view within{};          // the field of the body that holds what is asked for; empty: all of it

  constexpr Access(Part part_, std::string_view resource_, std::string_view action_)
      : part(part_), resource(resource_), action(action_) {}
  /// What is asked for stands in a field of the body.
  static constexpr Access inField(Access access, std::string_view field) {
    access.within = field;
    return access;
  }
  /// For anybody.
  static constexpr Access everybody(Part part) {
    Access access(part, {}, {});
    access.open = true;
    return access;
  }
  /// For whoever has credentials.
  static constexpr Access anyCaller(Part part) { return Access(part, {}, {}); }
};

}  // namespace heddle::api
