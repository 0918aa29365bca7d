// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"
#include "backend/async/notifier.h"

#include <chrono>
#include <optional>
#include <string>

namespace heddle::api {

/// Follows the runs of a thread one after the other, for as long as the client stays. What is told of them
/// is up to the two streams that are made of it: GET …/stream and the event protocol.
class ThreadWalk : public net::StreamBody {
 public:
  core::Task<void> run(net::BodyWriter& out) override;

 protected:
  ThreadWalk(Api& api, core::ThreadId thread) : api_(api), thread_(thread) {}

  /// Where to begin; the place is set with startAt(). Whatever is to be followed first may be followed here.
  virtual core::Task<void> begin(net::BodyWriter& out) = 0;
  /// `whole`: from its first event.
  virtual core::Task<void> onRun(const core::BegunRun& run, bool whole) = 0;
  virtual core::Task<void> onItem(const jobs::StreamItem& item) = 0;
  /// Its outcome is committed.
  virtual core::Task<void> onEnd(const core::BegunRun& run) = 0;
  /// Somebody edited the state.
  virtual core::Task<void> onEdit() = 0;
  /// What keeps a silent connection alive; may be empty.
  virtual std::string_view heartbeat() const = 0;

  /// The client has everything up to here; empty: of a run that was followed from now on.
  void startAt(jobs::EventId place) { at_ = place; }
  /// As if the client had seen the whole run with that fence.
  void startBehind(core::Fence fence) { at_ = jobs::EventId{fence, kDone}; }
  core::Task<void> followRun(net::BodyWriter& out, core::BegunRun run, std::optional<jobs::EventId> from);
  jobs::EventId place() const { return at_; }

  Api& api_;
  core::ThreadId thread_;
  std::string batch_;  // what is to be written next

 private:
  using Clock = std::chrono::steady_clock;
  /// `n` of a run's last word; whoever saw it has seen the whole run.
  static constexpr std::int64_t kDone = (std::int64_t{1} << 53) - 1;

  core::LiveCallbacks callbacks(async::Notifier& changed);
  core::Fence floor() const { return at_.n == kDone ? at_.fence : at_.fence - 1; }
  jobs::EventId startOf(const core::BegunRun& run) const;
  core::Task<void> flush(net::BodyWriter& out);
  core::Task<void> keepAlive(net::BodyWriter& out);
  std::chrono::milliseconds untilBeat() const;
  core::Task<void> untilPoked(async::Notifier& changed, std::chrono::milliseconds patience);
  core::Task<void> rest(net::BodyWriter& out, async::Notifier& changed);

  jobs::EventId at_;
  core::RunId last_{};  // the run followed last
  Clock::time_point beat_;
  bool edited_ = false, poked_ = false;
};

}  // namespace heddle::api
