// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/saver_service.h"

#include "backend/wire/json_fields.h"

#include <algorithm>
#include <exception>

namespace heddle::jobs {
namespace {

using wire::FrameKind;

SaverAnswer refused(std::int64_t seq, std::string_view reason, std::string_view message) {
  return {FrameKind::fenced, fencedBody(seq, reason, message)};
}

/// A frame that cannot be read ends the session: its seq is not to be trusted either.
template <typename T>
T wellFormed(core::Result<T> read) {
  if (!read) core::throwError(read.error());
  return std::move(*read);
}

SaverAnswer answerTo(core::PutOutcome outcome, std::int64_t seq) {
  switch (outcome) {
    case core::PutOutcome::committed:
      return {FrameKind::ack, ackBody(seq)};
    case core::PutOutcome::outOfOrder:
      return refused(seq, "out_of_order", "The checkpoint's id is not above the newest of its namespace.");
    case core::PutOutcome::fenced:
      break;
  }
  auto answer = refused(seq, "fenced", "The thread is written by somebody else now.");
  answer.fenced = true;
  return answer;
}

/// Threads of savers that live outside the platform need not be UUIDs; their slot needs one.
core::ThreadId slotThread(const std::string& thread) {
  if (const auto id = core::ThreadId::parse(thread)) return *id;
  return core::ThreadId{core::Uuid::named(core::kAssistantSpace, thread)};
}

bool covers(const std::optional<core::SlotRef>& slot, const std::string& thread) {
  return slot && slot->threadId == slotThread(thread);
}

/// The threads that a saver operation names as those it writes to, each once; nothing: it is none that we
/// know.
std::optional<std::vector<std::string>> threadsChanged(const SaverOpFrame& frame) {
  std::vector<std::string> threads;
  if (frame.op == "delete_thread") {
    threads = {frame.thread};
  } else if (frame.op == "copy_thread") {
    threads = {frame.target};
  } else if (frame.op == "prune" || frame.op == "delete_for_runs") {
    threads = frame.threads;
  } else {
    return std::nullopt;
  }
  std::sort(threads.begin(), threads.end());
  threads.erase(std::unique(threads.begin(), threads.end()), threads.end());
  return threads;
}

}  // namespace

bool SaverService::isPut(FrameKind kind) {
  return kind == FrameKind::ckptPut || kind == FrameKind::writesPut;
}

bool SaverService::isRequest(FrameKind kind) {
  return isPut(kind) || kind == FrameKind::ckptGet || kind == FrameKind::ckptList ||
         kind == FrameKind::saverOp || kind == FrameKind::deltaGet || kind == FrameKind::store;
}

core::Task<SaverAnswer> SaverService::answer(wire::Message message, std::optional<core::SlotRef> slot,
                                             bool editing) {
  switch (message.kind) {
    case FrameKind::ckptPut:
      return put(std::move(message.body), slot, editing);
    case FrameKind::writesPut:
      return putWrites(std::move(message.body), slot, editing);
    case FrameKind::ckptGet:
      return get(std::move(message.body));
    case FrameKind::ckptList:
      return list(std::move(message.body));
    case FrameKind::deltaGet:
      return delta(std::move(message.body));
    case FrameKind::store:
      return store(std::move(message.body));
    default:
      return saverOp(std::move(message.body), slot);
  }
}

core::Task<core::Result<core::SlotRef>> SaverService::editSlot(std::string thread) {
  const auto id = slotThread(thread);
  const auto replica = ports_.replica();
  auto slot = co_await ports_.queue.takeEditSlot(id, replica, false);
  co_return slot;
}

core::Task<void> SaverService::release(core::SlotRef slot) {
  const bool nextReady = co_await ports_.queue.releaseEditSlot(slot);
  if (nextReady) ports_.wake();
}

core::Task<SaverAnswer> SaverService::put(std::string body, std::optional<core::SlotRef> slot, bool editing) {
  auto frame = wellFormed(readCheckpointPut(body));
  return write(std::move(frame), &core::Checkpoints::put, slot, editing);
}

core::Task<SaverAnswer> SaverService::putWrites(std::string body, std::optional<core::SlotRef> slot,
                                                bool editing) {
  auto frame = wellFormed(readWritesPut(body));
  return write(std::move(frame), &core::Checkpoints::putWrites, slot, editing);
}

/// Under the channel's slot when it is the thread's, else under an edit slot for this one write.
template <typename Frame, typename Store>
core::Task<SaverAnswer> SaverService::write(Frame frame, Store store, std::optional<core::SlotRef> slot,
                                            bool editing) {
  const bool ours = covers(slot, frame.put.thread);
  if (!ours && !editing) co_return refused(frame.seq, "busy", "This call may not write checkpoints.");
  if (!ours) {
    const auto taken = co_await editSlot(frame.put.thread);
    if (!taken) co_return refused(frame.seq, "busy", taken.error().message);
    slot = *taken;
  }
  frame.put.slot = *slot;
  std::exception_ptr failure;
  auto outcome = core::PutOutcome::fenced;
  try {
    outcome = co_await (ports_.checkpoints.*store)(std::move(frame.put));
  } catch (...) {
    failure = std::current_exception();
  }
  if (!ours) co_await release(*slot);
  if (failure) std::rethrow_exception(failure);
  auto answer = answerTo(outcome, frame.seq);
  answer.fenced = answer.fenced && ours;  // an edit slot that was lost is not the channel's
  co_return answer;
}

core::Task<SaverAnswer> SaverService::get(std::string body) {
  auto frame = wellFormed(readCheckpointGet(body));
  auto tuple =
      co_await ports_.checkpoints.get(std::move(frame.thread), std::move(frame.ns), std::move(frame.id));
  std::vector<core::CheckpointTuple> tuples;
  if (tuple) tuples.push_back(std::move(*tuple));
  co_return SaverAnswer{FrameKind::ckptData, checkpointDataBody(frame.seq, tuples)};
}

core::Task<SaverAnswer> SaverService::list(std::string body) {
  auto frame = wellFormed(readCheckpointList(body));
  const auto tuples = co_await ports_.checkpoints.list(std::move(frame.query));
  co_return SaverAnswer{FrameKind::ckptData, checkpointDataBody(frame.seq, tuples)};
}

core::Task<SaverAnswer> SaverService::delta(std::string body) {
  auto frame = wellFormed(readDeltaGet(body));
  std::vector<std::string> blobs;
  const auto history = co_await ports_.checkpoints.deltaHistory(std::move(frame.query), blobs);
  co_return SaverAnswer{FrameKind::deltaData, deltaDataBody(frame.seq, history, blobs)};
}

core::Task<SaverAnswer> SaverService::store(std::string body) {
  const auto seq = seqOf(body);
  core::JsonText ops{std::string(wire::fieldText(body, "ops"))};
  if (ops.text.empty()) ops.text = "[]";
  const auto result = co_await ports_.items.batch(std::move(ops));
  if (!result) co_return refused(seq, "busy", result.error().message);
  co_return SaverAnswer{FrameKind::ack, ackBody(seq, *result)};
}

/// As every write, under the channel's slot where it is the thread's, else under an edit slot.
core::Task<SaverAnswer> SaverService::saverOp(std::string body, std::optional<core::SlotRef> slot) {
  auto frame = wellFormed(readSaverOp(body));
  const auto seq = frame.seq;
  if (frame.op == "delete_for_runs") frame.threads = co_await ports_.checkpoints.threadsOfRuns(frame.runs);
  const auto touched = threadsChanged(frame);
  if (!touched)
    co_return refused(seq, "busy", "The server does not know the saver operation '" + frame.op + "'.");
  std::vector<core::SlotRef> slots, taken;
  std::optional<SaverAnswer> refusal;
  std::exception_ptr failure;
  auto outcome = core::PutOutcome::fenced;
  try {
    for (const auto& thread : *touched) {
      if (covers(slot, thread)) {
        slots.push_back(*slot);
        continue;
      }
      const auto edit = co_await editSlot(thread);
      if (!edit) {
        refusal = refused(seq, "busy", edit.error().message);
        break;
      }
      taken.push_back(*edit);
      slots.push_back(*edit);
    }
    if (!refusal) outcome = co_await apply(std::move(frame), slots);
  } catch (...) {
    failure = std::current_exception();
  }
  for (const auto& edit : taken)
    co_await release(edit);
  if (failure) std::rethrow_exception(failure);
  if (refusal) co_return std::move(*refusal);
  auto answer = answerTo(outcome, seq);
  answer.fenced = answer.fenced && slots.size() > taken.size();
  co_return answer;
}

core::Task<core::PutOutcome> SaverService::apply(SaverOpFrame frame, std::vector<core::SlotRef> slots) {
  if (frame.op == "delete_for_runs")
    co_return co_await ports_.checkpoints.deleteForRuns(std::move(frame.runs), std::move(frame.threads),
                                                        std::move(slots));
  if (frame.op == "copy_thread")
    co_return co_await ports_.checkpoints.copyThread(std::move(frame.source), std::move(frame.target),
                                                     std::move(slots));
  if (frame.op == "prune")
    co_return co_await ports_.checkpoints.prune(std::move(frame.threads), std::move(frame.strategy),
                                                std::move(slots));
  std::vector<std::string> one(1, std::move(frame.thread));
  co_return co_await ports_.checkpoints.prune(std::move(one), "delete", std::move(slots));
}

}  // namespace heddle::jobs
