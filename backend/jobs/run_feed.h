// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/notifier.h"
#include "backend/async/task_scope.h"
#include "backend/core/ports/live.h"
#include "backend/core/ports/resources.h"
#include "backend/jobs/stream_cursor.h"
#include "backend/wire/envelope.h"

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace heddle::jobs {

/// What all feeds need; outlives them.
struct FeedPorts {
  core::Live& live;
  core::Runs& runs;
  async::TaskScope& tasks;
  std::function<core::ReplicaId()> replica;
  StreamCounts& counts;
};

/// The SSE name: mode, and the namespace behind a `|` when there is one.
std::string eventName(std::string_view mode, std::string_view ns);
/// Events of an envelope as listeners see them; none of an END.
std::vector<StreamEvent> streamEvents(wire::Envelope envelope);
/// What a finished run left in Postgres, as events after `last`: values and error, per the modes (a JSON
/// array) it was created with.
std::vector<StreamEvent> storedResult(std::string_view modes, const core::RunOutcome& outcome, EventId last);

/// One run's stream on this replica: everybody who listens here, fed by the run's publisher when it executes
/// here, and from Redis and, as a last resort, Postgres when it executes elsewhere. Shared by its listeners
/// and the publisher; gone with the last of them. I/O thread only.
class RunFeed : public std::enable_shared_from_this<RunFeed> {
 public:
  struct Listener {
    explicit Listener(const boost::asio::any_io_executor& executor, StreamCursor::Start start)
        : cursor(start), changed(executor) {}
    StreamCursor cursor;
    async::Notifier changed;
  };

  RunFeed(const boost::asio::any_io_executor& executor, core::ThreadId thread, core::RunId run,
          FeedPorts ports);
  ~RunFeed();

  core::ThreadId thread() const { return thread_; }
  core::RunId run() const { return run_; }
  const FeedPorts& ports() const { return ports_; }
  bool hasListeners() const { return !listeners_.empty(); }

  std::shared_ptr<Listener> attach(const boost::asio::any_io_executor& executor, StreamCursor::Start start);
  void detach(const std::shared_ptr<Listener>& listener);

  /// A run that is being created has no row yet: its absence must not count as its end. Until
  /// setStored(true).
  void setStored(bool stored) { stored_ = stored; }
  /// The modes the run was created with. Whoever listens says them: a stateless run's row goes at its end.
  void setModes(std::string_view modes) { modes_ = modes; }
  /// From now on the run executes here: Redis is not listened to.
  void beginLocal();
  /// It executes here no more, and has not ended.
  void endLocal();
  bool isLocal() const { return local_; }
  /// Listens on Redis and watches Postgres; completes when Redis has acknowledged, or after `patience`.
  core::Task<void> listenRemotely(std::chrono::milliseconds patience);

  /// Asks the replica that executes the run to publish, and to send again what it remembers after `after`.
  /// Completes when it has answered, when there is nobody to ask, or after `patience`.
  core::Task<void> askRefill(std::optional<EventId> after, std::chrono::milliseconds patience);
  /// Its answer, behind the events themselves: everything after `newest` will be published.
  void refilled(EventId newest);

  void deliver(const StreamEvent& event);
  void deliverEnd(EventId id);
  bool ended() const { return ended_; }
  /// Events of a local run that are not in the log yet; asked when somebody joins.
  std::function<std::vector<StreamEvent>()> unflushed;
  /// Events of a local run after one, as far back as its publisher remembers.
  std::function<std::vector<StreamEvent>(EventId)> recent;

 private:
  void onEnvelope(std::string_view bytes);
  void startListening();
  /// Holds the feed only while it asks, so that the last listener's leaving ends it.
  static core::Task<void> watchDatabase(std::weak_ptr<RunFeed> feed);
  core::Task<void> endFromDatabase();
  void deliverStored(const core::RunOutcome& outcome);
  void notifyAll();

  core::ThreadId thread_;
  core::RunId run_;
  FeedPorts ports_;
  std::list<std::shared_ptr<Listener>> listeners_;
  wire::EnvelopeReader envelopes_;
  std::unique_ptr<core::LiveListening> listening_;
  std::chrono::steady_clock::time_point lastHeard_{};
  std::optional<EventId> endId_;
  EventId last_;
  std::string modes_;
  async::Notifier refilled_;
  int refills_ = 0;
  bool local_ = false, ended_ = false, watched_ = false, stored_ = true;
};

/// The feeds of this replica by run.
class FeedRegistry {
 public:
  FeedRegistry(boost::asio::any_io_executor executor, core::Live& live, core::Runs& runs,
               std::function<core::ReplicaId()> replica);
  /// Ends all watching; listeners stay as they are.
  core::Task<void> stop();
  /// The run's feed, made when there is none.
  std::shared_ptr<RunFeed> open(core::ThreadId thread, core::RunId run);
  /// Empty when nobody here has to do with the run.
  std::shared_ptr<RunFeed> find(core::RunId run) const;
  StreamCounts& counts() { return counts_; }
  const StreamCounts& counts() const { return counts_; }

 private:
  boost::asio::any_io_executor executor_;
  async::TaskScope tasks_;
  StreamCounts counts_;
  FeedPorts ports_;
  std::unordered_map<core::RunId, std::weak_ptr<RunFeed>> feeds_;
};

}  // namespace heddle::jobs
