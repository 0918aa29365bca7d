// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/protocol_events.h"
#include "backend/api/thread_walk.h"

#include <optional>

namespace heddle::api {

/// One subscription of the event protocol: what is kept of the thread's runs above `since`, then whatever
/// comes, for as long as the client stays. The thread may still have to be made.
class ProtocolStream : public ThreadWalk {
 public:
  enum class Form { sse, lines };  // lines: one event each, for a WebSocket's frames

  ProtocolStream(Api& api, core::ThreadId thread, ProtocolFilter filter, Form form)
      : ThreadWalk(api, thread), filter_(std::move(filter)), form_(form) {}

 private:
  core::Task<void> begin(net::BodyWriter& out) override;
  core::Task<void> onRun(const core::BegunRun& run, bool whole) override;
  core::Task<void> onItem(const jobs::StreamItem& item) override;
  core::Task<void> onEnd(const core::BegunRun& run) override;
  core::Task<void> onEdit() override;
  std::string_view heartbeat() const override;

  void tell(const ProtocolEvent& event, const std::string& eventId, std::int64_t seq);

  ProtocolFilter filter_;
  Form form_;
  std::optional<ProtocolRun> run_;
  core::BegunRun attempt_;    // whose numbers count
  std::int64_t lastSeq_ = 0;  // of the run
};

}  // namespace heddle::api
