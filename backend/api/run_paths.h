// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/uuid.h"
#include "backend/net/message.h"

#include <string>

namespace heddle::api {

inline std::string runPath(const core::RunId& run) {
  return "/runs/" + run.text();
}
inline std::string runPath(const core::ThreadId& thread, const core::RunId& run) {
  return "/threads/" + thread.text() + runPath(run);
}

/// Head of an event stream. `run` is the run's path: Location below it is where SDKs reconnect.
net::Response eventResponse(const std::string& run);
/// Head of a wait or join answer; Location gives the same answer again.
net::Response resultResponse(const std::string& run);

}  // namespace heddle::api
