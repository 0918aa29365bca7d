// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/notifier.h"
#include "backend/core/ports/crons.h"
#include "backend/core/ports/items.h"
#include "backend/core/ports/live.h"
#include "backend/core/ports/queue.h"
#include "backend/core/ports/resources.h"
#include "backend/core/ports/webhooks.h"
#include "backend/jobs/run_service.h"

#include <deque>
#include <functional>
#include <map>
#include <set>

#include <boost/asio/any_io_executor.hpp>

/// Ports in memory, just enough to show what the API makes of their answers: statuses, headers, bodies. What
/// the ports themselves must do is tested where they live, and end to end.
namespace heddle::test {

struct MemoryAssistants : core::Assistants {
  std::map<core::AssistantId, std::string> rows;
  core::AssistantCreate lastCreate;

  core::Task<core::Result<core::JsonText>> create(core::AssistantCreate request) override;
  core::Task<core::Result<core::JsonText>> get(core::AssistantId id) override;
  core::Task<core::Result<core::JsonText>> update(core::AssistantId id, core::AssistantPatch patch) override;
  core::Task<core::Result<void>> remove(core::AssistantId id, bool deleteThreads) override;
  core::Task<core::Page> search(core::AssistantSearch query) override;
  core::Task<std::int64_t> count(core::AssistantSearch query) override;
  core::Task<core::Result<core::Page>> versions(core::AssistantId id, core::JsonText metadata, int limit,
                                                int offset) override;
  core::Task<core::Result<core::JsonText>> setLatest(core::AssistantId id, int version) override;
  core::Task<void> ensureSystem(std::vector<std::string> graphIds) override;
  core::Task<std::optional<std::string>> graphOf(core::AssistantId id) override;
  core::Task<core::Sight> sight(core::AssistantId id, core::AccessFilter filter) override;
};

struct MemoryThreads : core::Threads {
  std::map<core::ThreadId, core::ThreadHead> rows;
  core::ThreadSearch lastSearch;
  std::optional<core::FinishRequest> applied;

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
};

struct MemoryThreadLife : core::ThreadLife {
  std::vector<core::ThreadId> pruned;
  bool busy = false;

  core::Task<core::Result<std::int64_t>> prune(std::vector<core::ThreadId> threads, std::string strategy,
                                               core::ReplicaId by,
                                               std::vector<core::CancelledRun>& cancelled) override;
  core::Task<core::Result<core::JsonText>> storage(core::ThreadId id) override;
};

struct MemoryRuns : core::Runs {
  std::map<core::RunId, core::RunRow> rows;
  std::optional<core::RunOutcome> stored;
  std::optional<core::BegunRun> begun;   // the one of the thread
  std::optional<core::BegunRun> begins;  // it does once one of the looks below is over

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
  std::optional<core::BegunRun> look();
};

/// Has none.
struct NoCrons : core::Crons {
  core::Task<core::Result<core::JsonText>> create(core::CronCreate request) override;
  core::Task<core::Result<core::JsonText>> get(core::CronId id) override;
  core::Task<core::Result<core::CronTiming>> timing(core::CronId id) override;
  core::Task<core::Result<core::JsonText>> update(core::CronId id, core::CronPatch patch) override;
  core::Task<core::Result<void>> remove(core::CronId id) override;
  core::Task<core::Page> search(core::CronSearch query) override;
  core::Task<std::int64_t> count(core::CronSearch query) override;
  core::Task<core::Sight> sight(core::CronId id, core::AccessFilter filter) override;
};

core::Task<core::OutboxDepth> noWebhooks();

/// Remembers what it was asked, answers as told.
struct ScriptedItems : core::Items {
  std::string lastOps;
  core::Result<core::JsonText> reply = core::JsonText{"[null]"};

  core::Task<core::Result<core::JsonText>> batch(core::JsonText ops) override;
  core::Task<std::int64_t> sweepExpired(int) override;
};

/// Nobody else is there.
struct QuietLive : core::Live {
  bool up() const override { return false; }
  void wake(int) override {}
  core::Task<bool> awaitWake(std::chrono::milliseconds) override;
  std::unique_ptr<core::LiveListening> listenControl(core::ReplicaId, core::LiveCallbacks) override;
  void tell(core::ReplicaId, std::string) override {}
  std::unique_ptr<core::LiveListening> listenRun(core::RunId, core::LiveCallbacks) override;
  core::Task<std::optional<core::LivePublished>> publish(core::LivePublish) override;
  core::Task<std::int64_t> announce(core::ThreadId, std::string) override;
  std::unique_ptr<core::LiveListening> listenThread(core::ThreadId, core::LiveCallbacks) override;
  core::Task<std::optional<std::vector<core::LogEntry>>> readLog(core::RunId, core::Fence, std::int64_t,
                                                                 std::size_t) override;
  void expireLog(core::RunId, std::chrono::milliseconds) override {}

  std::function<void()> onListenThread;  // what happens while somebody begins to; may be empty
};

/// Only what the API calls: edit slots and depth.
struct MemoryQueue : core::Queue {
  std::set<core::ThreadId> busy;
  int released = 0;

  core::Task<core::Joined> join(core::JsonText info) override;
  core::Task<core::Heartbeat> heartbeat(core::ReplicaId replica) override;
  core::Task<void> leave(core::ReplicaId replica) override;
  core::Task<void> forgetReplicas() override;
  core::Task<core::Result<core::Enqueued>> enqueue(core::EnqueueRequest request) override;
  core::Task<std::vector<core::ClaimedRun>> claim(core::ReplicaId replica, int limit,
                                                  std::vector<std::string> graphs) override;
  core::Task<void> tellGraphs(core::ReplicaId replica, std::vector<std::string> graphs) override;
  core::Task<std::vector<core::ClaimedRun>> claimHopeless(core::ReplicaId replica,
                                                          core::HopelessGraphs graphs) override;
  core::Task<core::Finished> finish(core::FinishRequest request) override;
  core::Task<bool> handBack(core::SlotRef slot, core::HandBack why) override;
  core::Task<core::CancelAnswer> cancel(core::ThreadId thread, core::RunId run,
                                        core::CancelAction action) override;
  core::Task<core::SweepReport> sweep() override;
  core::Task<core::Result<core::SlotRef>> takeEditSlot(core::ThreadId thread, core::ReplicaId owner,
                                                       bool threadMustExist) override;
  core::Task<bool> releaseEditSlot(core::SlotRef slot) override;
  core::Task<core::QueueDepth> depth() override;
};

/// One script of events for every run: created runs and joins alike play it.
struct ScriptedRuns : jobs::RunService {
  explicit ScriptedRuns(boost::asio::any_io_executor executor) : changed(std::move(executor)) {}

  std::vector<jobs::StreamItem> script;  // after it: silence, unless it ends with Kind::end
  bool breaks = false;                   // the subscription throws where it would wait
  async::Notifier changed;               // notified by cancel()
  std::optional<core::EnqueueRequest> lastRequest;
  std::optional<jobs::EventId> lastAfter;
  std::optional<core::Error> refusal;  // of create
  std::optional<core::Error> cancelRefusal;
  std::vector<core::CancelAction> cancels;
  int wakes = 0;
  jobs::ReplicaState replicaState;

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
  core::ReplicaId replica() const override { return 7; }
  jobs::ReplicaState state() const override { return replicaState; }
  void wakeClaimer() override { ++wakes; }
};

struct ScriptedReader : jobs::GraphReader {
  core::Result<core::JsonText> reply = core::JsonText{"{}"};
  bool breaks = false;  // throws instead
  std::string lastMethod, lastParams;
  bool hadSlot = false;

  core::Task<core::Result<core::JsonText>> call(std::string method, core::JsonText params,
                                                std::optional<core::SlotRef> slot) override;
};

struct FixedRunners : jobs::Runners {
  jobs::RunnersInfo state;
  jobs::RunnersInfo info() const override { return state; }
  void reload() override {}
};

}  // namespace heddle::test
