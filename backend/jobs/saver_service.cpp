// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/saver_service.h"

#include "backend/wire/json_fields.h"

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
      return saverOp(std::move(message.body));
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

core::Task<SaverAnswer> SaverService::saverOp(std::string body) {
  auto frame = wellFormed(readSaverOp(body));
  if (frame.op == "delete_thread") {
    co_await ports_.checkpoints.deleteThread(std::move(frame.thread));
  } else if (frame.op == "delete_for_runs") {
    co_await ports_.checkpoints.deleteForRuns(std::move(frame.runs));
  } else if (frame.op == "copy_thread") {
    co_await ports_.checkpoints.copyThread(std::move(frame.source), std::move(frame.target));
  } else if (frame.op == "prune") {
    co_await ports_.checkpoints.prune(std::move(frame.threads), std::move(frame.strategy));
  } else {
    co_return refused(frame.seq, "busy", "The server does not know the saver operation '" + frame.op + "'.");
  }
  co_return SaverAnswer{FrameKind::ack, ackBody(frame.seq)};
}

}  // namespace heddle::jobs
