// SPDX-License-Identifier: Apache-2.0
#include "backend/api/scoped_threads.h"

#include "backend/api/errors.h"

#include <utility>

namespace heddle::api {

using core::Result;
using core::Task;

Task<core::Sight> ThreadSight::of(core::ThreadId id) {
  if (filter_.everything() || seen_.contains(id)) co_return core::Sight::visible;
  core::AccessFilter filter = filter_;
  const auto sight = co_await threads_.sight(id, std::move(filter));
  if (sight == core::Sight::visible) seen_.insert(id);
  co_return sight;
}

Task<Result<void>> ThreadSight::check(core::ThreadId id) {
  const auto sight = co_await of(id);
  if (sight != core::Sight::visible) co_return notFound("Thread " + id.text() + " not found.");
  co_return Result<void>();
}

Task<Result<core::JsonText>> ScopedThreads::create(core::ThreadCreate request) {
  const auto sight = request.id ? co_await sight_.of(*request.id) : core::Sight::missing;
  if (sight == core::Sight::hidden)
    co_return core::Error{core::ErrorCode::conflict, "Thread " + request.id->text() + " already exists."};
  co_return co_await threads_.create(std::move(request));
}

Task<Result<core::JsonText>> ScopedThreads::get(core::ThreadId id, bool includeTtl) {
  const auto seen = co_await sight_.check(id);
  if (!seen) co_return seen.error();
  co_return co_await threads_.get(id, includeTtl);
}

Task<Result<core::JsonText>> ScopedThreads::update(core::ThreadId id, core::ThreadPatch patch) {
  const auto seen = co_await sight_.check(id);
  if (!seen) co_return seen.error();
  co_return co_await threads_.update(id, std::move(patch));
}

Task<Result<void>> ScopedThreads::remove(core::ThreadId id, core::ReplicaId by,
                                         std::vector<core::CancelledRun>& cancelled) {
  const auto seen = co_await sight_.check(id);
  if (!seen) co_return seen.error();
  co_return co_await threads_.remove(id, by, cancelled);
}

Task<core::Page> ScopedThreads::search(core::ThreadSearch query) {
  query.access.narrow(sight_.filter());
  co_return co_await threads_.search(std::move(query));
}

Task<std::int64_t> ScopedThreads::count(core::ThreadSearch query) {
  query.access.narrow(sight_.filter());
  co_return co_await threads_.count(std::move(query));
}

Task<Result<core::JsonText>> ScopedThreads::copy(core::ThreadId id, core::ReplicaId by) {
  const auto seen = co_await sight_.check(id);
  if (!seen) co_return seen.error();
  co_return co_await threads_.copy(id, by);
}

Task<Result<core::ThreadHead>> ScopedThreads::head(core::ThreadId id) {
  const auto seen = co_await sight_.check(id);
  if (!seen) co_return seen.error();
  co_return co_await threads_.head(id);
}

Task<core::Sight> ScopedThreads::sight(core::ThreadId id, core::AccessFilter filter) {
  const auto seen = co_await sight_.of(id);
  if (seen != core::Sight::visible) co_return seen;
  co_return co_await threads_.sight(id, std::move(filter));
}

Task<Result<void>> ScopedThreads::applyEdit(core::FinishRequest edit) {
  const auto seen = co_await sight_.check(edit.slot.threadId);
  if (!seen) co_return seen.error();
  co_return co_await threads_.applyEdit(std::move(edit));
}

Task<Result<std::int64_t>> ScopedThreadLife::prune(std::vector<core::ThreadId> threads, std::string strategy,
                                                   core::ReplicaId by,
                                                   std::vector<core::CancelledRun>& cancelled) {
  std::vector<core::ThreadId> seen;
  for (const auto& thread : threads) {
    const auto sight = co_await sight_.of(thread);
    if (sight == core::Sight::visible) seen.push_back(thread);
  }
  co_return co_await life_.prune(std::move(seen), std::move(strategy), by, cancelled);
}

Task<Result<core::JsonText>> ScopedThreadLife::storage(core::ThreadId id) {
  const auto seen = co_await sight_.check(id);
  if (!seen) co_return seen.error();
  co_return co_await life_.storage(id);
}

Task<Result<core::RunRow>> ScopedRuns::get(core::ThreadId thread, core::RunId run) {
  const auto seen = co_await sight_.check(thread);
  if (!seen) co_return seen.error();
  co_return co_await runs_.get(thread, run);
}

Task<std::optional<core::ThreadId>> ScopedRuns::threadOf(core::RunId run) {
  auto thread = co_await runs_.threadOf(run);
  if (!thread) co_return std::nullopt;
  const auto sight = co_await sight_.of(*thread);
  if (sight != core::Sight::visible) co_return std::nullopt;
  co_return thread;
}

Task<Result<std::vector<core::RunRow>>> ScopedRuns::list(core::ThreadId thread, core::RunList query) {
  const auto seen = co_await sight_.check(thread);
  if (!seen) co_return seen.error();
  co_return co_await runs_.list(thread, std::move(query));
}

Task<std::vector<core::RunPlace>> ScopedRuns::live(core::LiveRuns query) {
  const auto places = co_await runs_.live(std::move(query));
  std::vector<core::RunPlace> seen;
  for (const auto& place : places) {
    const auto sight = co_await sight_.of(place.thread);
    if (sight == core::Sight::visible) seen.push_back(place);
  }
  co_return seen;
}

Task<std::optional<core::BegunRun>> ScopedRuns::begunAfter(core::ThreadId thread, core::Fence fence,
                                                           core::RunId except) {
  const auto sight = co_await sight_.of(thread);
  if (sight != core::Sight::visible) co_return std::nullopt;
  co_return co_await runs_.begunAfter(thread, fence, except);
}

Task<std::optional<core::BegunRun>> ScopedRuns::lastBegun(core::ThreadId thread) {
  const auto sight = co_await sight_.of(thread);
  if (sight != core::Sight::visible) co_return std::nullopt;
  co_return co_await runs_.lastBegun(thread);
}

Task<std::optional<core::BegunRun>> ScopedRuns::firstBeyond(core::ThreadId thread, std::int64_t seq,
                                                            std::chrono::seconds kept) {
  const auto sight = co_await sight_.of(thread);
  if (sight != core::Sight::visible) co_return std::nullopt;
  co_return co_await runs_.firstBeyond(thread, seq, kept);
}

/// Asked by whoever started the run.
Task<std::int64_t> ScopedRuns::seqBefore(core::ThreadId thread, core::RunId run) {
  return runs_.seqBefore(thread, run);
}

/// Asked by whoever joined the run, so its thread was seen; by now it may be gone.
Task<std::optional<core::RunOutcome>> ScopedRuns::outcome(core::RunId run) {
  return runs_.outcome(run);
}

Task<Result<void>> ScopedRuns::remove(core::ThreadId thread, core::RunId run) {
  const auto seen = co_await sight_.check(thread);
  if (!seen) co_return seen.error();
  co_return co_await runs_.remove(thread, run);
}

Task<Result<jobs::CreatedRun>> ScopedRunService::create(core::EnqueueRequest request,
                                                        jobs::CreateOptions options) {
  const auto sight = co_await sight_.of(request.threadId);
  if (sight == core::Sight::hidden) co_return notFound("Thread " + request.threadId.text() + " not found.");
  if (request.createThread) {
    core::ThreadCreate thread;
    thread.id = request.threadId;
    thread.metadata = request.metadata;
    thread.returnExisting = true;
    const auto made = co_await threads_.create(std::move(thread));
    if (!made) co_return made.error();
    sight_.trust(request.threadId);
  }
  co_return co_await service_.create(std::move(request), options);
}

Task<Result<std::unique_ptr<jobs::Subscription>>> ScopedRunService::join(core::ThreadId thread,
                                                                         core::RunId run,
                                                                         std::optional<jobs::EventId> after) {
  const auto seen = co_await sight_.check(thread);
  if (!seen) co_return seen.error();
  co_return co_await service_.join(thread, run, after);
}

Task<Result<std::unique_ptr<jobs::Subscription>>> ScopedRunService::follow(
    core::ThreadId thread, core::RunId run, std::optional<jobs::EventId> after) {
  const auto seen = co_await sight_.check(thread);
  if (!seen) co_return seen.error();
  co_return co_await service_.follow(thread, run, after);
}

Task<Result<void>> ScopedRunService::cancel(core::ThreadId thread, core::RunId run,
                                            core::CancelAction action) {
  const auto seen = co_await sight_.check(thread);
  if (!seen) co_return seen.error();
  co_return co_await service_.cancel(thread, run, action);
}

Task<void> ScopedRunService::announce(std::vector<core::CancelledRun> cancelled) {
  return service_.announce(std::move(cancelled));
}

Task<bool> ScopedRunService::waitTerminal(core::ThreadId thread, core::RunId run,
                                          std::chrono::milliseconds patience) {
  return service_.waitTerminal(thread, run, patience);
}

}  // namespace heddle::api
