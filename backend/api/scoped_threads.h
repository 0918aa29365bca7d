// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/caller.h"
#include "backend/core/ports/resources.h"
#include "backend/jobs/run_service.h"

#include <set>

#include <boost/asio/awaitable.hpp>

namespace heddle::api {

/// Whether one caller sees a thread; what was seen once is not asked for again during the request.
class ThreadSight {
 public:
  ThreadSight(core::Threads& threads, core::AccessFilter filter)
      : threads_(threads), filter_(std::move(filter)) {}

  core::Task<core::Sight> of(core::ThreadId id);
  /// Error: notFound unless it is visible.
  core::Task<core::Result<void>> check(core::ThreadId id);
  /// Made by this very request.
  void trust(core::ThreadId id) { seen_.insert(id); }
  const core::AccessFilter& filter() const { return filter_; }

 private:
  core::Threads& threads_;
  core::AccessFilter filter_;
  std::set<core::ThreadId> seen_;
};

class ScopedThreads : public core::Threads {
 public:
  ScopedThreads(core::Threads& threads, ThreadSight& sight) : threads_(threads), sight_(sight) {}

  core::Task<core::Result<core::JsonText>> create(core::ThreadCreate request) override;
  core::Task<core::Result<core::JsonText>> get(core::ThreadId id, bool includeTtl) override;
  core::Task<core::Result<core::JsonText>> update(core::ThreadId id, core::ThreadPatch patch) override;
  core::Task<core::Result<void>> remove(core::ThreadId id, core::ReplicaId by,
                                        std::vector<core::CancelledRun>& cancelled) override;
  core::Task<core::Page> search(core::ThreadSearch query) override;
  core::Task<std::int64_t> count(core::ThreadSearch query) override;
  core::Task<core::Result<core::JsonText>> copy(core::ThreadId id, core::ReplicaId by) override;
  core::Task<core::Result<core::ThreadHead>> head(core::ThreadId id) override;
  core::Task<core::Sight> sight(core::ThreadId id, core::AccessFilter filter) override;
  core::Task<core::Result<void>> applyEdit(core::FinishRequest edit) override;

 private:
  core::Threads& threads_;
  ThreadSight& sight_;
};

class ScopedThreadLife : public core::ThreadLife {
 public:
  ScopedThreadLife(core::ThreadLife& life, ThreadSight& sight) : life_(life), sight_(sight) {}

  core::Task<core::Result<std::int64_t>> prune(std::vector<core::ThreadId> threads, std::string strategy,
                                               core::ReplicaId by,
                                               std::vector<core::CancelledRun>& cancelled) override;
  core::Task<core::Result<core::JsonText>> storage(core::ThreadId id) override;

 private:
  core::ThreadLife& life_;
  ThreadSight& sight_;
};

/// The runs of visible threads.
class ScopedRuns : public core::Runs {
 public:
  ScopedRuns(core::Runs& runs, ThreadSight& sight) : runs_(runs), sight_(sight) {}

  core::Task<core::Result<core::RunRow>> get(core::ThreadId thread, core::RunId run) override;
  core::Task<std::optional<core::ThreadId>> threadOf(core::RunId run) override;
  core::Task<core::Result<std::vector<core::RunRow>>> list(core::ThreadId thread,
                                                           core::RunList query) override;
  core::Task<std::vector<core::RunPlace>> live(core::LiveRuns query) override;
  core::Task<std::optional<core::BegunRun>> begunAfter(core::ThreadId thread, core::Fence fence,
                                                       core::RunId except) override;
  core::Task<std::optional<core::BegunRun>> lastBegun(core::ThreadId thread) override;
  core::Task<std::optional<core::BegunRun>> firstBeyond(core::ThreadId thread, std::int64_t seq,
                                                        std::chrono::seconds kept) override;
  core::Task<std::int64_t> seqBefore(core::ThreadId thread, core::RunId run) override;
  core::Task<std::optional<core::RunOutcome>> outcome(core::RunId run) override;
  core::Task<core::Result<void>> remove(core::ThreadId thread, core::RunId run) override;

 private:
  core::Runs& runs_;
  ThreadSight& sight_;
};

/// Runs on visible threads; a thread that a run makes gets what the handlers wrote into its metadata.
class ScopedRunService : public jobs::RunService {
 public:
  ScopedRunService(jobs::RunService& service, core::Threads& threads, ThreadSight& sight)
      : service_(service), threads_(threads), sight_(sight) {}

  core::Task<core::Result<jobs::CreatedRun>> create(core::EnqueueRequest request,
                                                    jobs::CreateOptions options) override;
  core::Task<core::Result<std::unique_ptr<jobs::Subscription>>> join(
      core::ThreadId thread, core::RunId run, std::optional<jobs::EventId> after) override;
  core::Task<core::Result<std::unique_ptr<jobs::Subscription>>> follow(
      core::ThreadId thread, core::RunId run, std::optional<jobs::EventId> after) override;
  core::Task<core::Result<void>> cancel(core::ThreadId thread, core::RunId run,
                                        core::CancelAction action) override;
  core::Task<void> announce(std::vector<core::CancelledRun> cancelled) override;
  core::Task<bool> waitTerminal(core::ThreadId thread, core::RunId run,
                                std::chrono::milliseconds patience) override;
  core::ReplicaId replica() const override { return service_.replica(); }
  jobs::ReplicaState state() const override { return service_.state(); }
  void wakeClaimer() override { service_.wakeClaimer(); }

 private:
  jobs::RunService& service_;
  core::Threads& threads_;
  ThreadSight& sight_;
};

}  // namespace heddle::api
