// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"
#include "backend/core/ports/access.h"
#include "backend/core/ports/queue.h"
#include "backend/core/result.h"
#include "backend/core/task.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::core {

/// Search answers: finished JSON objects as the API shows them, and whether a further page exists.
struct Page {
  std::vector<JsonText> rows;
  bool more = false;
};

struct AssistantCreate {
  std::optional<AssistantId> id;
  std::string graphId, name;
  std::optional<std::string> description;
  JsonText config{"{}"}, context{"{}"}, metadata{"{}"};
  bool returnExisting = false;  // if_exists=do_nothing
};
struct AssistantPatch {
  std::optional<std::string> graphId, name, description;
  std::optional<JsonText> config, context, metadata;
};
struct AssistantSearch {
  JsonText metadata{"{}"};
  std::optional<std::string> graphId, name;
  std::string sortBy = "created_at";
  bool ascending = false;
  int limit = 10, offset = 0;
  std::vector<std::string> select;
  AccessFilter access;
};

/// Errors: notFound, conflict. Objects are those of semantics.md §2.
class Assistants {
 public:
  virtual ~Assistants() = default;
  virtual Task<Result<JsonText>> create(AssistantCreate request) = 0;
  virtual Task<Result<JsonText>> get(AssistantId id) = 0;
  virtual Task<Result<JsonText>> update(AssistantId id, AssistantPatch patch) = 0;
  virtual Task<Result<void>> remove(AssistantId id, bool deleteThreads) = 0;
  virtual Task<Page> search(AssistantSearch query) = 0;
  virtual Task<std::int64_t> count(AssistantSearch query) = 0;
  virtual Task<Result<Page>> versions(AssistantId id, JsonText metadata, int limit, int offset) = 0;
  virtual Task<Result<JsonText>> setLatest(AssistantId id, int version) = 0;
  /// Makes the system assistant of each graph (uuid5, metadata.created_by = "system"); leaves others alone.
  virtual Task<void> ensureSystem(std::vector<std::string> graphIds) = 0;
  virtual Task<std::optional<std::string>> graphOf(AssistantId id) = 0;
  virtual Task<Sight> sight(AssistantId id, AccessFilter filter) = 0;
};

struct ThreadTtl {
  std::string strategy = "delete";
  double minutes = 0;
};
struct ThreadCreate {
  std::optional<ThreadId> id;
  JsonText metadata{"{}"};
  bool returnExisting = false;
  std::optional<ThreadTtl> ttl;
};
struct ThreadPatch {
  std::optional<JsonText> metadata;  // shallow merge
  std::optional<ThreadTtl> ttl;
};
struct ThreadSearch {
  std::optional<std::vector<std::string>> ids;  // an empty list finds nothing
  JsonText metadata{"{}"}, values{"{}"};
  std::optional<ThreadStatus> status;
  std::string sortBy = "created_at";
  bool ascending = false;
  int limit = 10, offset = 0;
  std::vector<std::string> select;
  std::vector<std::pair<std::string, std::string>> extract;  // alias, path
  AccessFilter access;
};

/// What state and history need to know of a thread before a reader is asked.
struct ThreadHead {
  std::string graphId;               // empty: no graph yet
  std::optional<JsonText> snapshot;  // heddle_thread_state, only while it is the head
  ThreadStatus status = ThreadStatus::idle;
  JsonText config{"{}"}, metadata{"{}"};
};

/// Errors: notFound, conflict. Objects are those of semantics.md §3. Deleting, copying and pruning take the
/// edit slot themselves; remove() first ends live runs (their owners are in `cancelled`).
class Threads {
 public:
  virtual ~Threads() = default;
  virtual Task<Result<JsonText>> create(ThreadCreate request) = 0;
  virtual Task<Result<JsonText>> get(ThreadId id, bool includeTtl) = 0;
  virtual Task<Result<JsonText>> update(ThreadId id, ThreadPatch patch) = 0;
  virtual Task<Result<void>> remove(ThreadId id, ReplicaId by, std::vector<CancelledRun>& cancelled) = 0;
  virtual Task<Page> search(ThreadSearch query) = 0;
  virtual Task<std::int64_t> count(ThreadSearch query) = 0;
  virtual Task<Result<JsonText>> copy(ThreadId id, ReplicaId by) = 0;
  virtual Task<Result<ThreadHead>> head(ThreadId id) = 0;
  virtual Task<Sight> sight(ThreadId id, AccessFilter filter) = 0;
  /// After an edit through the graph (update_state): values, next, interrupts, snapshot; fenced by the edit
  /// slot.
  virtual Task<Result<void>> applyEdit(FinishRequest edit) = 0;
};

/// How long threads are kept and what they take up.
class ThreadLife {
 public:
  virtual ~ThreadLife() = default;
  /// strategy "delete" (live runs are ended first: `cancelled`) or "keep_latest". All of the threads that
  /// exist, or none; answers how many. Error: conflict "Thread is busy".
  virtual Task<Result<std::int64_t>> prune(std::vector<ThreadId> threads, std::string strategy, ReplicaId by,
                                           std::vector<CancelledRun>& cancelled) = 0;
  /// ThreadStorage of semantics.md §3. Error: notFound.
  virtual Task<Result<JsonText>> storage(ThreadId id) = 0;
};

struct RunList {
  int limit = 10, offset = 0;
  std::optional<RunStatus> status;
};

/// Which of the runs that have not ended; no ids: all.
struct LiveRuns {
  std::optional<ThreadId> thread;
  std::vector<RunId> runs;
  bool pending = true, running = true;
};
struct RunPlace {
  ThreadId thread;
  RunId run;
};

/// A run that has begun; its fence tells it from those before and after it on its thread.
struct BegunRun {
  RunId run;
  Fence fence = 0;  // of its last attempt
  bool live = false;
  std::int64_t seqBase = 0;  // of that attempt's events in the event protocol
};

/// So many numbers of the event protocol belong to one attempt of a run.
constexpr std::int64_t kSeqRange = std::int64_t{1} << 28;

/// Outcome of a terminal run as stored: what wait and join answer after the fact.
struct RunOutcome {
  RunStatus status = RunStatus::success;
  std::optional<JsonText> values;      // of the thread, if this run is the newest finished one
  std::optional<JsonText> interrupts;  // object task id -> [interrupt]
  std::optional<JsonText> error;       // {"error", "message"}
};

class Runs {
 public:
  virtual ~Runs() = default;
  virtual Task<Result<RunRow>> get(ThreadId thread, RunId run) = 0;
  virtual Task<std::optional<ThreadId>> threadOf(RunId run) = 0;
  virtual Task<Result<std::vector<RunRow>>> list(ThreadId thread, RunList query) = 0;
  /// Those behind others first, so that ending them in this order starts none.
  virtual Task<std::vector<RunPlace>> live(LiveRuns query) = 0;
  /// The first that began above that fence, other than `except`.
  virtual Task<std::optional<BegunRun>> begunAfter(ThreadId thread, Fence fence, RunId except) = 0;
  virtual Task<std::optional<BegunRun>> lastBegun(ThreadId thread) = 0;
  /// The first with events above `seq`. From the very beginning (0) runs that ended longer than `kept` ago
  /// count only when there is none after them.
  virtual Task<std::optional<BegunRun>> firstBeyond(ThreadId thread, std::int64_t seq,
                                                    std::chrono::seconds kept) = 0;
  /// Events up to this one are older than the run, begun or not.
  virtual Task<std::int64_t> seqBefore(ThreadId thread, RunId run) = 0;
  virtual Task<std::optional<RunOutcome>> outcome(RunId run) = 0;
  /// Only terminal runs; a live one is cancelled with rollback by the caller.
  virtual Task<Result<void>> remove(ThreadId thread, RunId run) = 0;
};

}  // namespace heddle::core
