// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_queue.h"

#include "backend/storage/errors.h"
#include "backend/storage/queue_rows.h"
#include "backend/storage/queue_sql.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::storage {
namespace {

using namespace std::chrono_literals;
using SystemClock = std::chrono::system_clock;

constexpr int kClaimLimit = 64;
constexpr auto kEditPatience = 2s;

/// A column of microseconds since 1970.
SystemClock::time_point timeAt(const Rows& rows, int column) {
  return SystemClock::time_point(std::chrono::microseconds(rows.integer(0, column)));
}

core::Error notFound() {
  return {core::ErrorCode::notFound, "Thread or assistant not found."};
}

core::Error busyWithRun() {
  return {
      core::ErrorCode::conflict,
      "Thread is already running a task. Wait for it to finish or choose a different multitask strategy."};
}

Params enqueueParams(const core::EnqueueRequest& request) {
  Params params;
  params.text(request.runId.text()).text(request.threadId.text()).text(request.assistantId.text());
  params.text(request.graphId).json(request.kwargs).json(request.metadata).json(request.config);
  params.text(core::word(request.strategy)).boolean(request.createThread).boolean(request.temporaryThread);
  params.integer(request.after.count()).maybeInteger(request.eagerOwner);
  return params;
}

core::Enqueued enqueued(const core::EnqueueRequest& request, const Rows& rows) {
  core::Enqueued out;
  out.run.runId = request.runId;
  out.run.threadId = request.threadId;
  out.run.assistantId = request.assistantId;
  out.run.metadata.text = rows.text(0, 1);
  out.run.kwargs.text = rows.text(0, 2);
  out.run.createdAt = out.run.updatedAt = rows.text(0, 3);
  out.run.multitaskStrategy = core::word(request.strategy);
  const auto action = request.strategy == core::MultitaskStrategy::rollback ? core::CancelAction::rollback
                                                                            : core::CancelAction::interrupt;
  out.superseded = cancelledRuns(rows.view(0, 4), request.threadId, action);
  if (!rows.isNull(0, 5)) {
    core::ClaimedRun& claimed = out.claimed.emplace();
    claimed.slot = {request.threadId, request.runId, rows.integer(0, 5)};
    claimed.assistantId = request.assistantId;
    claimed.graphId = request.graphId;
    claimed.kwargs = out.run.kwargs;
    claimed.metadata = out.run.metadata;
    claimed.temporaryThread = request.temporaryThread;
    claimed.createdAt = out.run.createdAt;
    claimed.headCheckpointId = rows.maybeText(0, 6);
    claimed.headIsOurs = rows.boolean(0, 7);
  }
  return out;
}

Params finishParams(const core::FinishRequest& request, bool again) {
  Params params;
  params.text(request.slot.threadId.text())
      .text(request.slot.runId.value().text())
      .integer(request.slot.fence);
  params.text(core::word(request.status))
      .boolean(request.rollback)
      .maybeJson(request.values)
      .maybeJson(request.next);
  params.maybeJson(request.interrupts).maybeJson(request.snapshot).maybeJson(request.error).boolean(again);
  return params;
}

/// What is left to say when the database refuses a run's values.
core::FinishRequest withoutData(const core::FinishRequest& request) {
  core::FinishRequest bare;
  bare.slot = request.slot;
  bare.status = core::RunStatus::error;
  bare.values.emplace();  // null
  bare.error = core::JsonText{
      R"({"error": "UnstorableState", "message": "The database cannot store the values this run ended with."})"};
  return bare;
}

std::vector<core::RunId> runIds(std::string_view list) {
  std::vector<core::RunId> out;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (const auto id = core::RunId::parse(list.substr(0, comma))) out.push_back(*id);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return out;
}

}  // namespace

core::Task<core::Joined> PgQueue::join(core::JsonText info) {
  Params params;
  params.json(info);
  core::Joined out;
  out.clock.asked = SystemClock::now();
  const Rows rows = co_await database_.engine().repeatable(kJoin, std::move(params));
  out.clock.answered = SystemClock::now();
  out.clock.database = timeAt(rows, 1);
  out.replica = rows.integer(0, 0);
  held_.clear();
  suspects_.clear();
  co_return out;
}

core::Task<core::Heartbeat> PgQueue::heartbeat(core::ReplicaId replica) {
  Params who;
  who.integer(replica);
  std::vector<Step> steps;
  steps.push_back({kRenew, who});
  steps.push_back({kHeldSlots, who});
  core::ClockReading clock;
  clock.asked = SystemClock::now();
  const std::vector<Rows> answers = co_await database_.heartbeat().batch(std::move(steps));
  clock.answered = SystemClock::now();
  core::Heartbeat out;
  out.alive = !answers[0].empty();
  if (out.alive) {
    clock.database = timeAt(answers[0], 0);
    out.clock = clock;
  }
  const Rows& held = answers[1];
  for (int row = 0; row < held.size(); ++row) {
    if (held.isNull(row, 3)) continue;
    core::CancelledRun run;
    run.threadId = core::ThreadId{uuidAt(held, row, 0)};
    run.runId = core::RunId{uuidAt(held, row, 1)};
    run.owner = replica;
    run.action = core::parseCancelAction(held.view(row, 3)).value();
    out.cancels.push_back(run);
  }
  if (out.alive) co_await dropUnknown(held);
  co_return out;
}

core::Task<void> PgQueue::dropUnknown(const Rows& held) {
  std::unordered_set<core::Fence> unknown;
  for (int row = 0; row < held.size(); ++row) {
    core::SlotRef slot;
    slot.threadId = core::ThreadId{uuidAt(held, row, 0)};
    if (!held.isNull(row, 1)) slot.runId = core::RunId{uuidAt(held, row, 1)};
    slot.fence = held.integer(row, 2);
    if (held_.contains(slot.fence)) continue;
    if (!suspects_.contains(slot.fence)) {
      unknown.insert(slot.fence);
    } else if (slot.runId) {
      co_await handBack(slot, core::HandBack::handedOff);
    } else {
      co_await releaseEditSlot(slot);
    }
  }
  suspects_ = std::move(unknown);
}

core::Task<void> PgQueue::leave(core::ReplicaId replica) {
  Params params;
  params.integer(replica);
  co_await database_.engine().repeatable(kLeave, std::move(params));
  held_.clear();
}

core::Task<void> PgQueue::forgetReplicas() {
  Params none;
  co_await database_.engine().repeatable(kForgetReplicas, std::move(none));
}

core::Task<core::Result<core::Enqueued>> PgQueue::enqueueOnce(const core::EnqueueRequest& request,
                                                              bool& editBusy) {
  Params params = enqueueParams(request);
  try {
    const Rows rows = co_await database_.api().repeatable(kEnqueue, std::move(params));
    editBusy = rows.view(0, 0) == "edit_busy";
    if (editBusy) co_return busyWithRun();
    core::Enqueued out = enqueued(request, rows);
    if (out.claimed) held_.insert(out.claimed->slot.fence);
    co_return out;
  } catch (const SqlError& error) {
    if (error.state() == "HD404") co_return notFound();
    if (error.state() == "HD409") co_return busyWithRun();
    if (!error.aboutData()) throw;
    co_return core::Error{core::ErrorCode::invalid,
                          std::string("The database cannot store this input: ") + error.what()};
  }
}

core::Task<core::Result<core::Enqueued>> PgQueue::enqueue(core::EnqueueRequest request) {
  const auto deadline = std::chrono::steady_clock::now() + kEditPatience;
  for (;;) {
    bool editBusy = false;
    auto result = co_await enqueueOnce(request, editBusy);
    if (!editBusy || std::chrono::steady_clock::now() >= deadline) co_return result;
    boost::asio::steady_timer rest(database_.executor(), 20ms);
    co_await rest.async_wait(boost::asio::use_awaitable);
  }
}

core::Task<std::vector<core::ClaimedRun>> PgQueue::claim(core::ReplicaId replica, int limit,
                                                         std::vector<std::string> graphs) {
  if (limit <= 0 || graphs.empty()) co_return std::vector<core::ClaimedRun>{};
  const unsigned batch = std::bit_floor(static_cast<unsigned>(std::min(limit, kClaimLimit)));
  Statement statement = claimStatement(static_cast<int>(batch));
  Params params;
  params.integer(replica).texts(graphs);
  const Rows rows = co_await database_.engine().query(std::move(statement), std::move(params));
  co_return holdClaimed(rows);
}

std::vector<core::ClaimedRun> PgQueue::holdClaimed(const Rows& rows) {
  std::vector<core::ClaimedRun> out;
  for (int row = 0; row < rows.size(); ++row) {
    out.push_back(claimedRun(rows, row));
    held_.insert(out.back().slot.fence);
  }
  return out;
}

core::Task<void> PgQueue::tellGraphs(core::ReplicaId replica, std::vector<std::string> graphs) {
  Params params;
  params.integer(replica).texts(graphs);
  co_await database_.engine().repeatable(kTellGraphs, std::move(params));
}

core::Task<std::vector<core::ClaimedRun>> PgQueue::claimHopeless(core::ReplicaId replica,
                                                                 core::HopelessGraphs graphs) {
  Params params;
  params.integer(replica).texts(graphs.broken).texts(graphs.known).integer(graphs.patience.count());
  const Rows rows = co_await database_.engine().query(kClaimHopeless, std::move(params));
  co_return holdClaimed(rows);
}

core::Task<core::Finished> PgQueue::finishOnce(const core::FinishRequest& request) {
  core::Finished out;
  const auto read = [&](const Rows& rows) {
    out.outcome = rows.boolean(0, 0) ? core::FinishOutcome::committed : core::FinishOutcome::fenced;
    out.nextReady = rows.boolean(0, 1);
  };
  bool lost = false;
  try {
    Params params = finishParams(request, false);
    const Rows rows = co_await database_.engine().query(kFinish, std::move(params));
    read(rows);
  } catch (const ConnectionLost&) {
    lost = true;
  }
  if (lost) {
    Params params = finishParams(request, true);
    const Rows rows = co_await database_.engine().repeatable(kFinish, std::move(params));
    read(rows);
  }
  co_return out;
}

core::Task<core::Finished> PgQueue::finish(core::FinishRequest request) {
  std::optional<core::Finished> out;
  try {
    out = co_await finishOnce(request);
  } catch (const SqlError& error) {
    if (!error.aboutData()) throw;
  }
  if (!out) {
    const core::FinishRequest bare = withoutData(request);
    out = co_await finishOnce(bare);
  }
  held_.erase(request.slot.fence);
  co_return *out;
}

core::Task<bool> PgQueue::handBack(core::SlotRef slot, core::HandBack why) {
  Params params;
  params.text(slot.threadId.text()).text(slot.runId.value().text()).integer(slot.fence);
  params.boolean(why != core::HandBack::handedOff).boolean(why == core::HandBack::runnerLost);
  const Rows rows = co_await database_.engine().repeatable(kHandBack, std::move(params));
  held_.erase(slot.fence);
  co_return rows.boolean(0, 0);
}

core::Task<core::CancelAnswer> PgQueue::cancel(core::ThreadId thread, core::RunId run,
                                               core::CancelAction action) {
  Params params;
  params.text(thread.text()).text(run.text()).text(core::word(action));
  const Rows rows = co_await database_.api().repeatable(kCancel, std::move(params));
  core::CancelAnswer out;
  const std::string_view outcome = rows.view(0, 0);
  if (outcome == "not_live") out.outcome = core::CancelOutcome::notLive;
  if (outcome != "done" && outcome != "signalled") co_return out;
  out.outcome = outcome == "done" ? core::CancelOutcome::done : core::CancelOutcome::signalled;
  out.run = core::CancelledRun{run, thread, std::nullopt, action};
  if (!rows.isNull(0, 1)) out.run->owner = rows.integer(0, 1);
  out.nextReady = rows.boolean(0, 2);
  co_return out;
}

core::Task<core::SweepReport> PgQueue::sweep() {
  Params params;
  params.integer(maxAttempts_);
  const Rows rows = co_await database_.engine().query(kSweep, std::move(params));
  core::SweepReport out;
  out.requeued = runIds(rows.view(0, 0));
  out.ended = runIds(rows.view(0, 1));
  out.anyReady = rows.boolean(0, 2);
  co_return out;
}

core::Task<core::Result<core::SlotRef>> PgQueue::takeEditSlot(core::ThreadId thread, core::ReplicaId owner,
                                                              bool threadMustExist) {
  Params params;
  params.text(thread.text()).integer(owner).boolean(threadMustExist);
  try {
    const Rows rows = co_await database_.api().query(kTakeEdit, std::move(params));
    if (rows.isNull(0, 0)) co_return core::Error{core::ErrorCode::conflict, "Thread is busy"};
    const core::SlotRef slot{thread, std::nullopt, rows.integer(0, 0)};
    held_.insert(slot.fence);
    co_return slot;
  } catch (const SqlError& error) {
    if (error.state() != "HD404") throw;
    co_return core::Error{core::ErrorCode::notFound, "Thread " + thread.text() + " not found."};
  }
}

core::Task<bool> PgQueue::releaseEditSlot(core::SlotRef slot) {
  // Before the try: when it fails, heartbeats find a slot that nobody knows, and drop it.
  held_.erase(slot.fence);
  Params params;
  params.text(slot.threadId.text()).integer(slot.fence);
  const Rows rows = co_await database_.api().repeatable(kReleaseEdit, std::move(params));
  co_return rows.boolean(0, 0);
}

core::Task<core::QueueDepth> PgQueue::depth() {
  Params none;
  const Rows rows = co_await database_.engine().repeatable(kDepth, std::move(none));
  core::QueueDepth out;
  out.ready = rows.integer(0, 0);
  out.leased = rows.integer(0, 1);
  out.waiting = rows.integer(0, 2);
  out.oldestReadySeconds = rows.real(0, 3);
  co_return out;
}

}  // namespace heddle::storage
