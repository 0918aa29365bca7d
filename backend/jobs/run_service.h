// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"
#include "backend/core/ports/queue.h"
#include "backend/core/result.h"
#include "backend/core/task.h"
#include "backend/jobs/run_counts.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace heddle::jobs {

/// `<fence>-<n>` on the wire; n = 1, 2, 3 … within an attempt (DESIGN §3 "event ids").
struct EventId {
  core::Fence fence = 0;
  std::int64_t n = 0;

  auto operator<=>(const EventId&) const = default;
  std::string text() const;
  /// Also reads "-1" and "-" as {0,0}: everything from the start.
  static std::optional<EventId> parse(std::string_view text);
};

/// One event of a run's stream. `event` is the SSE name with namespace (`values|node:uuid`); the text is
/// finished JSON and shared by all listeners.
struct StreamEvent {
  EventId id;
  std::string event;
  std::shared_ptr<const std::string> data;
};

/// What a subscription yields next.
struct StreamItem {
  enum class Kind { event, gap, end, idle } kind = Kind::idle;
  StreamEvent event;  // kind == event
};

/// One listener's place in one run's stream. Bounded: a listener more than 1 MiB behind a resumable run reads
/// on from the log, otherwise it gets a gap. Destroying it unsubscribes. I/O thread only.
class Subscription {
 public:
  virtual ~Subscription() = default;
  /// Next item, or kind idle after `patience`. After `end` nothing follows; end comes only once the terminal
  /// status is committed.
  virtual core::Task<StreamItem> next(std::chrono::milliseconds patience) = 0;
};

struct CreatedRun {
  core::RunRow run;
  std::unique_ptr<Subscription> subscription;  // when asked for; in place before the run could start
};

struct CreateOptions {
  bool subscribe = false;
};

/// Since the replica began.
struct StreamCounts {
  std::int64_t gaps = 0;  // told to listeners: events that are lost for them
  std::int64_t refillsAsked = 0, refillsServed = 0;
};

/// What operators are told of a replica.
struct ReplicaState {
  std::chrono::microseconds clockOffset{0};  // positive: ahead of the database's clock
  bool clockOff = false;                     // by more than 1 s: it claims nothing (DESIGN §4a.2)
  StreamCounts streams;
  RunCounts runs;
};

/// Runs as the API sees them: creation with the subscription in place first, joining, cancelling.
/// Implemented by jobs::Engine; I/O thread only.
class RunService {
 public:
  virtual ~RunService() = default;
  virtual core::Task<core::Result<CreatedRun>> create(core::EnqueueRequest request,
                                                      CreateOptions options) = 0;
  /// A finished run yields its stored result and then end. `after` is exclusive (Last-Event-ID).
  virtual core::Task<core::Result<std::unique_ptr<Subscription>>> join(core::ThreadId thread, core::RunId run,
                                                                       std::optional<EventId> after) = 0;
  /// As join, of a run that began while its thread was being followed: it was logged, resumable or not.
  virtual core::Task<core::Result<std::unique_ptr<Subscription>>> follow(core::ThreadId thread,
                                                                         core::RunId run,
                                                                         std::optional<EventId> after) = 0;
  /// Errors: notFound (no such run, or it has finished: DESIGN §4a.19).
  virtual core::Task<core::Result<void>> cancel(core::ThreadId thread, core::RunId run,
                                                core::CancelAction action) = 0;
  /// Tells the owners of runs that were ended in the database (thread deleted, superseded).
  virtual core::Task<void> announce(std::vector<core::CancelledRun> cancelled) = 0;
  /// Completes when the run is terminal, or answers false after `patience`.
  virtual core::Task<bool> waitTerminal(core::ThreadId thread, core::RunId run,
                                        std::chrono::milliseconds patience) = 0;
  virtual core::ReplicaId replica() const = 0;
  virtual ReplicaState state() const = 0;
  /// An edit slot was released with a run waiting behind it.
  virtual void wakeClaimer() = 0;
};

/// The reader runner (DESIGN §4a.22): questions that only the loaded graph can answer.
/// Methods and their params stand in wire/frames.md (CALL). Errors: unavailable while no reader is ready
/// (asked again for at most 5 s), notFound (graph not loaded, with the import error), badRequest from the
/// graph.
class GraphReader {
 public:
  virtual ~GraphReader() = default;
  virtual core::Task<core::Result<core::JsonText>> call(std::string method, core::JsonText params,
                                                        std::optional<core::SlotRef> slot) = 0;
};

/// Of one graph in langgraph.json, as the newest finished load left it.
struct GraphInfo {
  std::string id, description, language;
  std::optional<std::string> error, traceback;  // set: the graph is broken
  int loadMilliseconds = 0;
};

/// The project's own HTTP app, as its runner told last.
struct CustomAppInfo {
  std::string socket;  // path; empty: it does not listen (yet)
  std::optional<std::string> error, traceback;
};

struct RunnersInfo {
  std::vector<GraphInfo> graphs;
  std::optional<CustomAppInfo> app;  // missing: the project has none
  core::JsonText interpreters;       // [{"language","version","executable","packages":{…}}] from HELLO
  int generation = 0, workersMax = 0, workersActive = 0;
  int workersBlocked = 0;  // runners whose event loop does not turn: they get no new runs
  bool loaded = false;     // the first load has ended
};

/// The pool of runner processes. Implemented by jobs::RunnerFleet; read by /info, /ok and /metrics.
class Runners {
 public:
  virtual ~Runners() = default;
  virtual RunnersInfo info() const = 0;
  /// Start a new generation; the old one serves until it has loaded (hot reload).
  virtual void reload() = 0;
};

}  // namespace heddle::jobs
