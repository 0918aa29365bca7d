// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle::query {

/// Microseconds since 1970, UTC: exact, so it serves as cursor as well as for display.
using Micros = std::int64_t;

/// Place of a row in a list ordered by (time, id).
struct Key {
  Micros time = 0;
  std::string id;

  auto operator<=>(const Key&) const = default;
};

/// One row of the runs list. Empty text: the schema does not tell.
struct RunRecord {
  std::string runId, threadId, assistantId, assistantName, graphId;
  std::string status;  // the word as stored, `running` when its slot is leased
  std::string multitask;
  Micros createdAt = 0, updatedAt = 0;
  std::optional<Micros> startedAt, endedAt;  // of the latest attempt
  int attempt = 0;
  std::string error;    // beginning of the error text, for the list
  bool matches = true;  // the query it was re-read for

  Key key() const { return {createdAt, runId}; }
  bool isLive() const { return status == "pending" || status == "running"; }
  bool operator==(const RunRecord&) const = default;
};

/// One run with its large fields; JSON as text, cut at the reader's cap (then `truncated`).
struct RunDetail {
  RunRecord row;
  std::string kwargs = "null", metadata = "null", error = "null";
  /// The thread's values, when this run is the newest of its thread that has ended; otherwise null.
  std::string output = "null";
  std::int64_t waitingBehind = -1;  // runs of the same thread before it; -1 when it does not wait
  bool truncated = false;
};

struct ThreadRecord {
  std::string threadId, status, graphId, assistantId;
  Micros createdAt = 0, updatedAt = 0;
  std::optional<Micros> stateUpdatedAt;
  bool matches = true;         // the query it was re-read for
  std::string saver, address;  // in Redis: the checkpointer, and what one asks for where several are there

  Key key() const { return {createdAt, threadId}; }
  bool operator==(const ThreadRecord&) const = default;
};

struct ThreadDetail {
  ThreadRecord row;
  std::string metadata = "null", config = "null", interrupts = "null";
  std::string values = "null";  // as the server stored them last; state from checkpoints is the fuller answer
  std::string error;
  bool truncated = false;
};

struct AssistantRecord {
  std::string assistantId, name, graphId, description;
  int version = 0;
  Micros createdAt = 0, updatedAt = 0;
  bool isSystem = false;  // made by the server for a graph, not by a user
  bool matches = true;    // the query it was re-read for

  Key key() const { return {createdAt, assistantId}; }
  bool operator==(const AssistantRecord&) const = default;
};

struct AssistantVersion {
  int version = 0;
  std::string graphId, name, description;
  std::string config = "{}", context = "{}", metadata = "{}";
  Micros createdAt = 0;
};

struct AssistantDetail {
  AssistantRecord row;
  std::string config = "{}", context = "{}", metadata = "{}";
  std::vector<AssistantVersion> versions;  // newest first
};

/// One row of the crons list. `enabled` and texts stay empty where the schema does not tell.
struct CronRecord {
  std::string cronId, assistantId, assistantName, graphId, threadId;
  std::string schedule, zone;  // an empty zone is UTC
  std::optional<bool> enabled;
  std::optional<Micros> nextRun, endTime;
  std::string onRunCompleted;      // delete or keep: what becomes of the thread made for a fire
  std::optional<Micros> lastFire;  // and the run it started, with its status while that run is kept
  std::string lastRunId, lastStatus;
  Micros createdAt = 0, updatedAt = 0;
  bool matches = true;  // the query it was re-read for

  Key key() const { return {createdAt, cronId}; }
  bool isOn() const { return enabled.value_or(true); }
  bool operator==(const CronRecord&) const = default;
};

/// One time a cron fired.
struct CronFire {
  Micros at = 0;
  std::string runId, threadId, status;  // no status: the run is not kept
  bool operator==(const CronFire&) const = default;
};

struct CronDetail {
  CronRecord row;
  std::string payload = "null", metadata = "null", userId;
  std::vector<CronFire> fires;  // newest first
  bool truncated = false;
};

/// A namespace of a store and what is below it; the figures stop at a bound.
struct StoreNamespace {
  std::vector<std::string> labels;
  std::int64_t items = 0, bytes = 0;  // its own and those of what is below; bytes as stored
  bool atLeast = false;               // there are more
  bool hasChildren = false;

  bool operator==(const StoreNamespace&) const = default;
};

/// Children of one namespace, in order; no `next` at the end.
struct StoreLevel {
  std::vector<StoreNamespace> children;
  bool more = false;  // than are listed
};

/// One item without its whole value.
struct StoreItemRecord {
  std::vector<std::string> labels;
  std::string key;
  std::string preview;  // beginning of the value as JSON
  std::int64_t bytes = 0;
  std::optional<Micros> createdAt, updatedAt, expiresAt;
  std::optional<std::int64_t> ttlMinutes;

  bool operator==(const StoreItemRecord&) const = default;
};

/// Items in the order of (namespace, key), and where the next page starts.
struct StorePlace {
  std::string path, key;  // the namespace as stored
  bool operator==(const StorePlace&) const = default;
};
struct StorePage {
  std::vector<StoreItemRecord> items;
  std::optional<StorePlace> next;
  std::int64_t scanned = 0;
};

struct StoreItemDetail {
  StoreItemRecord row;
  std::string value = "null";
  bool truncated = false;
};

/// One checkpoint of a thread's history, without its values.
struct CheckpointRecord {
  std::string threadId, ns, checkpointId, parentId, runId;
  std::string outerId;  // of a subgraph: the checkpoint of the namespace above
  std::string source;   // input, loop, update, fork
  std::optional<int> step;
  Micros createdAt = 0;  // 0 when the row does not tell
  int tasks = 0;         // with pending or committed writes on it
  int interrupts = 0, errors = 0;

  bool operator==(const CheckpointRecord&) const = default;
};

/// A serialized value as stored (checkpoint_blobs, checkpoint_writes).
struct StoredValue {
  std::string channel, version, type;
  std::optional<std::string> blob;
  std::int64_t size = 0;  // of the whole, also when `blob` was left out for its size
};

struct StoredWrite {
  std::string checkpointId, taskId, taskPath;
  int index = 0;
  StoredValue value;  // version stays empty
};

/// How much waits, and since when.
struct PendingSummary {
  std::int64_t pending = 0, running = 0;
  std::optional<Micros> oldestPending;  // created_at of the oldest pending run that is due
  Micros databaseTime = 0;              // for ages free of this computer's clock
};

struct TableRecord {
  std::string schema, name, kind;  // table, view, partition …
  std::int64_t rowsEstimate = -1;  // -1: never analysed
  std::int64_t bytes = 0;
};

/// A bounded page of any table; every value as text, long ones cut.
struct RawPage {
  std::vector<std::string> columns, types;
  std::vector<std::vector<std::optional<std::string>>> rows;
  std::string next;  // cursor of the following page; empty at the end
};

enum class ObjectKind { run, thread, assistant, cron, checkpoint };
struct FoundObject {
  ObjectKind kind = ObjectKind::run;
  std::string id, threadId;  // threadId of runs and crons, when they have one
  std::string ns;            // of a checkpoint
};

}  // namespace heddle::query
