// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/slot.h"
#include "backend/core/task.h"
#include "backend/core/uuid.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace heddle::core {

/// Where webhooks may go and what they carry: "webhooks" of langgraph.json.
struct WebhookPolicy {
  bool send = true;  // false: http.disable_webhooks
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::string> allowedDomains;  // empty: any; "*.example.com" takes what is below it
  std::vector<std::int64_t> allowedPorts;   // empty: any
  bool requireHttps = false;
  bool disableLoopback = true;
  std::size_t maxUrlLength = 65536;
  std::uint16_t ownPort = 0;  // where a relative target leads, when loopback is allowed
};

/// A call that is to be made. `tries` counts this one.
struct OutboxCall {
  std::int64_t id = 0;
  ReplicaId owner = 0;  // who took it
  RunId runId;
  int tries = 1;
  std::string url, body;
};

struct OutboxDepth {
  std::int64_t pending = 0, parked = 0;
};

/// Calls left by the transactions that ended runs. A call belongs to the replica that took it for as long as
/// that replica lives, so each is made at least once.
class Outbox {
 public:
  virtual ~Outbox() = default;
  virtual Task<std::vector<OutboxCall>> take(ReplicaId owner, int limit) = 0;
  // What follows does nothing once another replica has taken the call.
  virtual Task<void> done(OutboxCall call) = 0;
  /// `spent` false: the try does not count.
  virtual Task<void> retry(OutboxCall call, std::chrono::milliseconds after, bool spent) = 0;
  /// Never again; the reason stays with it.
  virtual Task<void> park(OutboxCall call, std::string why) = 0;
  /// Forgets calls given up more than a week ago; answers how many.
  virtual Task<std::int64_t> sweepParked(int limit) = 0;
  virtual Task<OutboxDepth> depth() = 0;
};

}  // namespace heddle::core
