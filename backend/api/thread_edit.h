// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/json_object.h"
#include "backend/api/services.h"

#include <string>

namespace heddle::api {

/// One change of a thread's state through its graph.
struct ThreadEdit {
  std::string method;      // of the reader: update_state or bulk_update_state
  JsonObject params;       // beside graph_id and config
  std::string checkpoint;  // JSON object to start from: checkpoint_id, checkpoint_ns, checkpoint_map
};

/// Takes the thread's edit slot, lets the graph write through it, stores what the thread shows, gives the
/// slot back whatever happens. Answers the `checkpoint` object. Errors: notFound, badRequest (no graph yet,
/// refused by the graph), conflict "Thread is busy", unavailable.
core::Task<core::Result<core::JsonText>> editThread(Api& api, core::ThreadId id, ThreadEdit edit);

/// The configuration with which a graph is asked about a thread: its own config, made to point at
/// `checkpoint`.
std::string configFor(const core::ThreadId& id, const core::ThreadHead& head, std::string_view checkpoint);

}  // namespace heddle::api
