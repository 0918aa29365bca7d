// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_checkpoints.h"

#include "backend/storage/checkpoint_rows.h"
#include "backend/storage/checkpoint_sql.h"
#include "backend/storage/errors.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace heddle::storage {
namespace {

/// A run writes its own thread only. Threads whose name is no UUID exist outside the platform (a custom route
/// with a checkpointer): their slot stands under a UUID that the caller derived from the name.
bool foreignThread(const core::SlotRef& slot, const std::string& thread) {
  const auto id = core::ThreadId::parse(thread);
  return id && *id != slot.threadId;
}

Params slotParams(const core::SlotRef& slot) {
  Params params;
  params.text(slot.threadId.text()).integer(slot.fence);
  if (slot.runId) {
    params.text(slot.runId->text());
  } else {
    params.null();
  }
  return params;
}

/// $1 threads, $2 fences.
Params slotsParams(const std::vector<core::SlotRef>& slots) {
  std::vector<std::string> threads, fences;
  for (const core::SlotRef& slot : slots) {
    threads.push_back(slot.threadId.text());
    fences.push_back(std::to_string(slot.fence));
  }
  Params params;
  params.texts(threads).texts(fences);
  return params;
}

/// Of the first statement of a batch: whether all slots were held.
core::PutOutcome outcomeOf(const Rows& locked) {
  return locked.boolean(0, 0) ? core::PutOutcome::committed : core::PutOutcome::fenced;
}

Step putStep(const core::CheckpointPut& put) {
  std::vector<std::string> channels, versions, types;
  std::vector<std::optional<std::string_view>> bytes;
  for (const core::ChannelBlob& blob : put.blobs) {
    channels.push_back(blob.channel);
    versions.push_back(blob.version);
    types.push_back(blob.type);
    bytes.push_back(blob.bytes);
  }
  Params params = slotParams(put.slot);
  params.text(put.thread)
      .text(put.ns)
      .text(put.id)
      .maybeText(put.parentId)
      .json(put.checkpoint)
      .json(put.metadata);
  params.texts(channels).texts(versions).texts(types).byteas(bytes);
  return {kPutCheckpoint, std::move(params)};
}

Step writesStep(const core::WritesPut& put) {
  // Special channels have fixed negative places and replace what stands there, but only all together
  // (LangGraph's rule).
  const bool replace =
      std::all_of(put.writes.begin(), put.writes.end(), [](const auto& write) { return write.index < 0; });
  std::map<int, const core::TaskWrite*> places;  // one statement must not touch a place twice
  for (const core::TaskWrite& write : put.writes) {
    if (replace) {
      places[write.index] = &write;
    } else {
      places.emplace(write.index, &write);
    }
  }
  std::vector<int> indexes;
  std::vector<std::string> channels, types;
  std::vector<std::optional<std::string_view>> bytes;
  for (const auto& [index, write] : places) {
    indexes.push_back(index);
    channels.push_back(write->channel);
    types.push_back(write->type);
    bytes.push_back(write->bytes);
  }
  Params params = slotParams(put.slot);
  params.text(put.thread).text(put.ns).text(put.checkpointId).text(put.taskId).text(put.taskPath);
  params.integers(indexes).texts(channels).texts(types).byteas(bytes);
  return {putWritesStatement(replace), std::move(params)};
}

/// The condition of a list and its arguments, which are numbered as they are added.
struct ListFilter {
  std::string where;
  Params params;

  void add(const std::string& condition, std::string_view value) {
    params.text(value);
    where += (where.empty() ? "where " : " and ") + condition + std::to_string(params.count());
  }
};

}  // namespace

PgCheckpoints::PgCheckpoints(Database& database) : database_(database) {
  for (int i = 0; i < std::max(1, database.writerConnections()); ++i) {
    writers_.push_back(std::make_shared<CheckpointWriter>(database.makeWriter(), database.executor()));
  }
}

PgCheckpoints::~PgCheckpoints() {
  close();
}

void PgCheckpoints::close() {
  for (const auto& writer : writers_)
    writer->close();
}

CheckpointWriter& PgCheckpoints::writerOf(const std::string& thread) {
  return *writers_[std::hash<std::string>{}(thread) % writers_.size()];
}

core::Task<core::PutOutcome> PgCheckpoints::put(core::CheckpointPut put) {
  if (foreignThread(put.slot, put.thread)) co_return core::PutOutcome::fenced;
  Step step = putStep(put);
  co_return co_await writerOf(put.thread).submit(put.thread, std::move(step));
}

core::Task<core::PutOutcome> PgCheckpoints::putWrites(core::WritesPut put) {
  if (foreignThread(put.slot, put.thread)) co_return core::PutOutcome::fenced;
  Step step = writesStep(put);
  co_return co_await writerOf(put.thread).submit(put.thread, std::move(step));
}

core::Task<std::optional<core::CheckpointTuple>> PgCheckpoints::get(std::string thread, std::string ns,
                                                                    std::optional<std::string> id) {
  co_await writerOf(thread).settled(thread);
  Statement statement{id ? "get_tuple" : "get_newest", {}, true};
  statement.sql =
      tuplesSql(id ? "where thread_id = $1::text and checkpoint_ns = $2::text and checkpoint_id = $3::text"
                   : "where thread_id = $1::text and checkpoint_ns = $2::text "
                     "order by checkpoint_id desc limit 1");
  Params params;
  params.text(thread).text(ns);
  if (id) params.text(*id);
  const Rows rows = co_await database_.api().repeatable(std::move(statement), std::move(params));
  std::vector<core::CheckpointTuple> tuples = checkpointTuples(rows);
  if (tuples.empty()) co_return std::nullopt;
  co_return std::move(tuples.front());
}

core::Task<std::vector<core::CheckpointTuple>> PgCheckpoints::list(core::CheckpointListQuery query) {
  if (query.thread) co_await writerOf(*query.thread).settled(*query.thread);
  ListFilter filter;
  if (query.thread) filter.add("thread_id = $", *query.thread);
  if (query.ns) filter.add("checkpoint_ns = $", *query.ns);
  if (query.id) filter.add("checkpoint_id = $", *query.id);
  if (query.before) filter.add("checkpoint_id < $", *query.before);
  if (query.metadataFilter.text != "{}" && !query.metadataFilter.isNull()) {
    filter.params.json(query.metadataFilter);
    filter.where += (filter.where.empty() ? "where " : " and ") + std::string("metadata @> $") +
                    std::to_string(filter.params.count()) + "::jsonb";
  }
  filter.where += " order by checkpoint_id desc";
  if (query.limit) filter.where += " limit " + std::to_string(std::max(0, *query.limit));
  Statement statement{{}, tuplesSql(filter.where), true};
  const Rows rows = co_await database_.api().repeatable(std::move(statement), std::move(filter.params));
  co_return checkpointTuples(rows);
}

core::Task<core::JsonText> PgCheckpoints::deltaHistory(core::DeltaHistoryQuery query,
                                                       std::vector<std::string>& blobs) {
  co_await writerOf(query.thread).settled(query.thread);
  Params params;
  params.text(query.thread).text(query.ns).text(query.id).texts(query.channels);
  const Rows rows = co_await database_.api().repeatable(kDeltaHistory, std::move(params));
  co_return deltaChannels(rows, query.channels, blobs);
}

core::Task<std::vector<std::string>> PgCheckpoints::threadsOfRuns(std::vector<std::string> runIds) {
  static const Statement statement{
      "threads_of_runs",
      "select distinct c.thread_id from checkpoints c where " + writtenByRuns("$1") + " order by 1"};
  Params params;
  params.texts(runIds);
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  std::vector<std::string> threads;
  for (int row = 0; row < rows.size(); ++row)
    threads.emplace_back(rows.text(row, 0));
  co_return threads;
}

core::Task<core::PutOutcome> PgCheckpoints::deleteForRuns(std::vector<std::string> runIds,
                                                          std::vector<std::string> threads,
                                                          std::vector<core::SlotRef> slots) {
  for (const std::string& thread : threads)
    co_await writerOf(thread).settled(thread);
  static const Statement statement{"delete_for_runs", deleteForRunsSql()};
  Params params = slotsParams(slots);
  params.texts(runIds).texts(threads);
  std::vector<Step> steps;
  steps.push_back({kLockSlots, slotsParams(slots)});
  steps.push_back({statement, std::move(params)});
  const std::vector<Rows> answers = co_await database_.api().batch(std::move(steps));
  co_return outcomeOf(answers.front());
}

core::Task<core::PutOutcome> PgCheckpoints::copyThread(std::string from, std::string to,
                                                       std::vector<core::SlotRef> slots) {
  co_await writerOf(from).settled(from);
  Params params = slotsParams(slots);
  params.text(from).text(to);
  std::vector<Step> steps;
  steps.push_back({kLockSlots, slotsParams(slots)});
  steps.push_back({{"copy_checkpoints",
                    "select heddle_copy_checkpoints_v1($3::text, $4::text) where " + std::string(kSlotsHeld)},
                   std::move(params)});
  const std::vector<Rows> answers = co_await database_.api().batch(std::move(steps));
  co_return outcomeOf(answers.front());
}

core::Task<core::PutOutcome> PgCheckpoints::prune(std::vector<std::string> threads, std::string strategy,
                                                  std::vector<core::SlotRef> slots) {
  for (const std::string& thread : threads)
    co_await writerOf(thread).settled(thread);
  Params params = slotsParams(slots);
  params.texts(threads);
  const std::string held(kSlotsHeld);
  std::vector<Step> steps;
  steps.push_back({kLockSlots, slotsParams(slots)});
  if (strategy == "delete") {
    for (const char* table : {"checkpoint_writes", "checkpoint_blobs", "checkpoints"}) {
      steps.push_back(
          {{"", "delete from " + std::string(table) + " where thread_id = any($3::text[]) and " + held},
           params});
    }
  } else {
    steps.push_back({{"prune", "select heddle_prune_v1(x) from unnest($3::text[]) x where " + held}, params});
  }
  const std::vector<Rows> answers = co_await database_.api().batch(std::move(steps));
  co_return outcomeOf(answers.front());
}

}  // namespace heddle::storage
