// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"
#include "backend/core/ports/slot.h"
#include "backend/core/result.h"
#include "backend/core/states.h"
#include "backend/core/task.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace heddle::core {

/// A run as the API shows it (semantics §4 "Run object"). Times are ISO 8601 UTC with microseconds.
struct RunRow {
  RunId runId;
  ThreadId threadId;
  AssistantId assistantId;
  RunStatus status = RunStatus::pending;  // already the wire status: `running` when the slot is leased
  JsonText metadata, kwargs;
  std::string multitaskStrategy, createdAt, updatedAt;
  std::optional<ReplicaId> owner;  // where it runs
};

struct EnqueueRequest {
  RunId runId;
  ThreadId threadId;
  AssistantId assistantId;
  std::string graphId;
  JsonText kwargs;    // as stored; the executor's RUN frame is made from it
  JsonText metadata;  // of the request; the run gets assistant <- thread <- this
  JsonText config;    // of the request; thread.config gets assistant <- thread <- this
  MultitaskStrategy strategy = MultitaskStrategy::enqueue;
  bool createThread = false;     // if_not_exists=create, and stateless runs
  bool temporaryThread = false;  // stateless with on_completion=delete: the thread goes when the run ends
  std::chrono::milliseconds after{0};
  /// Set when this replica has a free place for this graph: the slot is made leased if the run may start now.
  std::optional<ReplicaId> eagerOwner;
};

/// Why a run goes back into the queue.
enum class HandBack {
  handedOff,   // costs no attempt
  lost,        // costs one
  runnerLost,  // costs one, and the run may be to blame: it is tried again on a runner of its own
};

/// A leased run, with all that its execution needs from the database.
struct ClaimedRun {
  SlotRef slot;  // runId always set
  AssistantId assistantId;
  std::string graphId;
  int attempt = 1;
  bool lostARunner = false;  // HandBack::runnerLost, once at least
  JsonText kwargs, metadata;
  bool temporaryThread = false;
  std::string createdAt;
  /// Head checkpoint of the root namespace, if any, and whether this run wrote it (DESIGN §4a.1, .2).
  std::optional<std::string> headCheckpointId;
  bool headIsOurs = false;
};

/// Which runs a replica would end because of their graph, unless another replica may load it.
struct HopelessGraphs {
  std::vector<std::string> broken;     // of its langgraph.json: they failed to load
  std::vector<std::string> known;      // all of its langgraph.json
  std::chrono::milliseconds patience;  // with graphs that it does not know, since the run was due
};

/// A run that a cancel, or a newcomer with interrupt/rollback, ended or asked to end.
struct CancelledRun {
  RunId runId;
  ThreadId threadId;
  /// Set: leased by that replica, which was asked through the slot and must be told (ctl channel).
  /// Empty: it was pending and is already terminal (interrupt) or gone (rollback).
  std::optional<ReplicaId> owner;
  CancelAction action = CancelAction::interrupt;
};

struct Enqueued {
  RunRow run;
  std::optional<ClaimedRun> claimed;     // eager claim succeeded
  std::vector<CancelledRun> superseded;  // by multitask interrupt / rollback
};

/// What a finished execution says of itself; END frame, or the replica's own judgement when none came.
struct FinishRequest {
  SlotRef slot;
  RunStatus status = RunStatus::success;
  bool rollback = false;               // delete the run and what it wrote instead of keeping it
  std::optional<JsonText> values;      // last checkpoint's values; absent: thread.values stays
  std::optional<JsonText> next;        // array of node names
  std::optional<JsonText> interrupts;  // object task id -> [interrupt]
  std::optional<JsonText> snapshot;    // full ThreadState for heddle_thread_state
  std::optional<JsonText> error;       // {"error": type, "message": text}
};

enum class FinishOutcome { committed, fenced };
struct Finished {
  FinishOutcome outcome = FinishOutcome::committed;
  bool nextReady = false;  // another run of the thread became claimable: wake somebody
};

enum class CancelOutcome { notFound, notLive, done, signalled };
struct CancelAnswer {
  CancelOutcome outcome = CancelOutcome::notFound;
  std::optional<CancelledRun> run;
  bool nextReady = false;
};

/// The database's clock, read between two looks at ours.
struct ClockReading {
  std::chrono::system_clock::time_point asked, answered, database;
};

struct Joined {
  ReplicaId replica = 0;
  ClockReading clock;
};

struct Heartbeat {
  bool alive = false;                 // false: the lease is lost, this incarnation is fenced
  std::optional<ClockReading> clock;  // while alive
  std::vector<CancelledRun> cancels;  // leased by us and asked to end
};

struct SweepReport {
  std::vector<RunId> requeued, ended;
  bool anyReady = false;
};

/// Numbers for /metrics and the console's header.
struct QueueDepth {
  std::int64_t ready = 0, leased = 0, waiting = 0;
  double oldestReadySeconds = 0;
};

/// Slots for what writes a thread outside a run (DESIGN §4a.3).
class EditSlots {
 public:
  virtual ~EditSlots() = default;
  /// Error conflict "Thread is busy"; notFound when the thread does not exist.
  virtual Task<Result<SlotRef>> takeEditSlot(ThreadId thread, ReplicaId owner, bool threadMustExist) = 0;
  /// Answers whether a waiting run became claimable.
  virtual Task<bool> releaseEditSlot(SlotRef slot) = 0;
};

/// The queue of record (engine.md §2-§4 with DESIGN §4a). Implemented by storage::PgQueue. Every call is one
/// transaction; a broken database throws std::exception after the retries of DESIGN §4a.6.
class Queue : public EditSlots {
 public:
  /// Registers a new incarnation. `info` is shown to operators. Lease lengths: DESIGN §4a.9.
  virtual Task<Joined> join(JsonText info) = 0;
  /// Renews the lease; call every 5 s. Runs on its own reserved connection.
  virtual Task<Heartbeat> heartbeat(ReplicaId replica) = 0;
  /// Hands back everything the replica holds and forgets it (attempts not spent).
  virtual Task<void> leave(ReplicaId replica) = 0;
  /// Only for `dev`, which owns its database: forget all replicas, so their work resumes at once.
  virtual Task<void> forgetReplicas() = 0;

  /// Errors: notFound (thread, assistant), conflict (reject while busy).
  virtual Task<Result<Enqueued>> enqueue(EnqueueRequest request) = 0;
  /// At most `limit` ready runs of these graphs, oldest due first. Never touches blocked runs.
  virtual Task<std::vector<ClaimedRun>> claim(ReplicaId replica, int limit,
                                              std::vector<std::string> graphs) = 0;
  /// What a replica has loaded or still may load; until it says so, others take it that it may load anything.
  virtual Task<void> tellGraphs(ReplicaId replica, std::vector<std::string> graphs) = 0;
  /// A few ready runs that no living replica can execute, for the caller to end.
  virtual Task<std::vector<ClaimedRun>> claimHopeless(ReplicaId replica, HopelessGraphs graphs) = 0;
  virtual Task<Finished> finish(FinishRequest request) = 0;
  /// Gives a leased run back. Answers false when fenced. A run whose attempts are spent must be finished by
  /// the caller instead.
  virtual Task<bool> handBack(SlotRef slot, HandBack why) = 0;
  virtual Task<CancelAnswer> cancel(ThreadId thread, RunId run, CancelAction action) = 0;
  /// Requeues or ends what dead replicas held. Any replica may call it; one at a time does the work.
  virtual Task<SweepReport> sweep() = 0;

  virtual Task<QueueDepth> depth() = 0;
};

}  // namespace heddle::core
