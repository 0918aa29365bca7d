// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/notifier.h"
#include "backend/async/task_scope.h"
#include "backend/core/states.h"
#include "backend/jobs/flush_policy.h"
#include "backend/jobs/run_feed.h"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace heddle::jobs {

/// Numbers the events of one attempt and brings them to listeners: here from memory and at once, elsewhere
/// through Redis (DESIGN §3, "who publishes"). I/O thread only; what is on its way to Redis keeps it alive.
class RunPublisher : public std::enable_shared_from_this<RunPublisher> {
 public:
  struct Run {
    core::ThreadId thread;
    core::RunId run;
    core::Fence fence = 0;
    int attempt = 1;
    bool resumable = false;
    std::chrono::milliseconds logTtl{120'000};
    std::size_t logLimit = std::size_t{32} << 20;
    std::int64_t logEvents = 0;  // 0: as many as fit
  };
  /// So many bytes given to event() have found their way.
  using OnTaken = std::function<void(std::size_t)>;

  RunPublisher(boost::asio::any_io_executor executor, std::shared_ptr<RunFeed> feed, Run run,
               OnTaken onTaken);
  ~RunPublisher();

  void start();
  /// The first event: metadata.
  void begin();
  /// `cost`: what onTaken gets back for it.
  void event(std::string_view mode, std::string_view ns, std::string_view json, std::size_t cost);
  /// Somebody on `replica` listens, and has nothing after `after`: from now on everything is published, and
  /// what is remembered is sent once more. Answers on that replica's control channel.
  void refill(std::optional<EventId> after, core::ReplicaId replica);
  /// The terminal status is committed: the end goes to everybody, behind all events.
  core::Task<void> end(core::RunStatus status);
  /// Stops sending; without end() the run goes on elsewhere or later. onTaken is not called any more.
  void close();

  bool hasListeners() const { return feed_->hasListeners(); }

 private:
  struct Waiting {
    wire::EnvelopeEvent event;
    std::int64_t n = 0;
    std::size_t cost = 0;
    std::shared_ptr<const std::string> data;
  };

  bool goesOut() const;
  static core::Task<void> flushAlways(std::shared_ptr<RunPublisher> self);
  core::Task<void> announceStart();
  core::Task<void> flush();
  core::Task<void> send(wire::Envelope envelope);
  void trim(std::int64_t lastN, std::size_t bytes);
  StreamEvent streamEvent(const Waiting& one) const;
  std::vector<StreamEvent> unflushed() const;
  std::vector<StreamEvent> remembered(EventId after) const;
  void remember(const Waiting& event);
  static core::Task<void> sendAgain(std::shared_ptr<RunPublisher> self, std::vector<wire::Envelope> envelopes,
                                    core::ReplicaId replica);

  std::shared_ptr<RunFeed> feed_;
  Run run_;
  OnTaken onTaken_;
  async::Notifier changed_;
  async::TaskScope tasks_;
  std::deque<Waiting> waiting_;
  std::size_t waitingBytes_ = 0;
  std::deque<Waiting> recent_;  // of a run without log: the last events, for those who missed them
  std::size_t recentBytes_ = 0;
  FlushPolicy policy_;
  std::chrono::steady_clock::time_point probedAt_{};
  std::deque<std::pair<std::int64_t, std::size_t>> logged_;  // last n and bytes of entries in the log
  std::size_t loggedBytes_ = 0;
  std::int64_t n_ = 0, trimBelow_ = 0;
  bool remote_ = false, firstSent_ = false, sending_ = false, announced_ = false;
};

/// The end of a run that never began, or whose replica is dead: no number is known.
core::Task<void> publishUnnumberedEnd(core::Live& live, core::ThreadId thread, core::RunId run,
                                      std::string status);

}  // namespace heddle::jobs
