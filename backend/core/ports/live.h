// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/slot.h"
#include "backend/core/task.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::core {

/// One flush in a run's log. The envelope is that of wire/envelope.md.
struct LogEntry {
  Fence fence = 0;
  std::int64_t lastN = 0;
  std::string envelope;
};

/// One flush on its way out.
struct LivePublish {
  RunId run;
  std::vector<std::string> pieces;      // published one by one; empty: nobody listens elsewhere
  std::optional<LogEntry> log;          // of resumable runs
  std::chrono::milliseconds logTtl{0};  // from now on
  std::int64_t trimBelow = 0;           // > 0: entries of this fence below that n leave the log
};

struct LivePublished {
  std::int64_t receivers = 0;  // of the first piece
  bool logged = false;
};

/// Called on the I/O thread, also from inside Live's own calls. The listening may be destroyed in them.
struct LiveCallbacks {
  std::function<void(std::string_view)> onMessage;
  /// Listening from now on; also after a reconnect, when messages may have been missed in between.
  std::function<void()> onEstablished;
};

/// A place on one channel; destroying it stops listening. Must not outlive Live.
class LiveListening {
 public:
  virtual ~LiveListening() = default;
  /// Completes when the channel is subscribed to; false when that took longer than `patience`.
  virtual Task<bool> established(std::chrono::milliseconds patience) = 0;
};

/// The channel of a thread.
class ThreadNews {
 public:
  virtual ~ThreadNews() = default;
  /// A pointer: a run started or ended, the state was edited. Answers how many follow the thread; 0 when
  /// Redis is down.
  virtual Task<std::int64_t> announce(ThreadId thread, std::string message) = 0;
  virtual std::unique_ptr<LiveListening> listenThread(ThreadId thread, LiveCallbacks callbacks) = 0;
};

/// Wake-ups, control and live streams between replicas (engine.md §4-§6). Implemented by redis::RedisLive;
/// I/O thread only. Nothing here fails: when Redis is gone, messages get lost and callers fall back on
/// Postgres.
class Live : public ThreadNews {
 public:
  virtual bool up() const = 0;

  /// So many runs became claimable: wakes at most one claimer each.
  virtual void wake(int ready) = 0;
  /// True: woken. False: `patience` (at least a second) passed, or Redis is down and `patience` passed.
  virtual Task<bool> awaitWake(std::chrono::milliseconds patience) = 0;

  /// JSON messages for one replica (envelope.md, "Control messages").
  virtual std::unique_ptr<LiveListening> listenControl(ReplicaId replica, LiveCallbacks callbacks) = 0;
  virtual void tell(ReplicaId replica, std::string message) = 0;

  virtual std::unique_ptr<LiveListening> listenRun(RunId run, LiveCallbacks callbacks) = 0;
  /// Empty: Redis is down or did not answer within 2 s.
  virtual Task<std::optional<LivePublished>> publish(LivePublish flush) = 0;
  /// Entries after (fence, n), oldest first, about `maxBytes` of them; empty optional when Redis is down.
  virtual Task<std::optional<std::vector<LogEntry>>> readLog(RunId run, Fence fence, std::int64_t n,
                                                             std::size_t maxBytes) = 0;
  virtual void expireLog(RunId run, std::chrono::milliseconds ttl) = 0;
};

}  // namespace heddle::core
