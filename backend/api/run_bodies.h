// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"
#include "backend/api/stream_filter.h"

#include <memory>

namespace heddle::api {

/// Which run a streamed body belongs to, and what its client wants.
struct RunListener {
  core::ThreadId threadId;
  core::RunId runId;
  std::unique_ptr<jobs::Subscription> subscription;
  bool cancelOnDisconnect = false;
};

/// A run's events as text/event-stream, with a heartbeat, until the run's end is committed (semantics §7.1).
std::unique_ptr<net::StreamBody> eventBody(Api& api, RunListener listener, StreamFilter filter);

/// A run's result as one JSON document, after as many newlines as heartbeats passed (semantics §4, wait).
std::unique_ptr<net::StreamBody> resultBody(Api& api, RunListener listener);

}  // namespace heddle::api
