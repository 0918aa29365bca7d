// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/protocol_filter.h"
#include "backend/core/ports/resources.h"
#include "backend/jobs/run_service.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::api {

/// One event of the event protocol, without its numbers.
struct ProtocolEvent {
  std::string method, channel, name;  // name: of a custom event that has one
  Namespace place;
  std::string data;  // finished JSON
};

/// The whole event as clients read it: one JSON object without line ends.
std::string protocolText(const ProtocolEvent& event, std::string_view eventId, std::int64_t seq,
                         std::int64_t milliseconds);

/// What one run's stream means in the event protocol. Runs started by other calls of the API are told, too,
/// as far as their modes go. Pure; asked in the order of the stream.
class ProtocolRun {
 public:
  explicit ProtocolRun(std::string graphId) : graphId_(std::move(graphId)) {}

  ProtocolEvent running() const { return lifecycle("running", {}); }
  std::vector<ProtocolEvent> eventsOf(const jobs::StreamEvent& event);
  /// The run has ended: what was missed of its result, and its last word. No outcome: it was rolled back.
  std::vector<ProtocolEvent> ending(const std::optional<core::RunOutcome>& outcome);

 private:
  ProtocolEvent lifecycle(std::string_view word, std::string_view error) const;
  void note(std::string_view interrupts, const Namespace& place);

  std::string graphId_;
  std::set<std::string> asked_;  // ids of its interrupts
  std::vector<ProtocolEvent> questions_;
  bool paused_ = false, hadValues_ = false;
};

}  // namespace heddle::api
