// SPDX-License-Identifier: Apache-2.0
#include "memory_ports.h"

#include <stdexcept>
#include <utility>

#include <boost/asio/awaitable.hpp>

namespace heddle::test {
namespace {

core::Error missing() {
  return {core::ErrorCode::notFound, "not found"};
}

[[noreturn]] void unexpected() {
  throw std::logic_error("the API has no business here");
}

core::JsonText threadRow(const core::ThreadId& id) {
  return {"{\"thread_id\":\"" + id.text() + "\"}"};
}

class ScriptedSubscription : public jobs::Subscription {
 public:
  explicit ScriptedSubscription(ScriptedRuns& runs) : runs_(runs) {}
  core::Task<jobs::StreamItem> next(std::chrono::milliseconds patience) override {
    if (at_ < runs_.script.size()) co_return runs_.script[at_++];
    if (patience.count() > 0 && runs_.breaks) throw std::runtime_error("the log is gone");
    if (patience.count() > 0) co_await runs_.changed.waitFor(patience);
    if (at_ < runs_.script.size()) co_return runs_.script[at_++];
    co_return jobs::StreamItem{};
  }

 private:
  ScriptedRuns& runs_;
  std::size_t at_ = 0;
};

}  // namespace

core::Task<core::Result<core::JsonText>> MemoryAssistants::create(core::AssistantCreate request) {
  lastCreate = request;
  const auto id = request.id.value_or(core::AssistantId{core::Uuid::random()});
  if (rows.contains(id) && !request.returnExisting) {
    co_return core::Error{core::ErrorCode::conflict, "Assistant already exists"};
  }
  rows.emplace(id, "{\"assistant_id\":\"" + id.text() + "\",\"graph_id\":\"" + request.graphId +
                       "\",\"config\":" + request.config.text + ",\"context\":" + request.context.text +
                       ",\"metadata\":" + request.metadata.text + "}");
  co_return core::JsonText{rows[id]};
}
core::Task<core::Result<core::JsonText>> MemoryAssistants::get(core::AssistantId id) {
  if (!rows.contains(id)) co_return core::Error{core::ErrorCode::notFound, "Assistant not found"};
  co_return core::JsonText{rows[id]};
}
core::Task<core::Result<core::JsonText>> MemoryAssistants::update(core::AssistantId id,
                                                                  core::AssistantPatch) {
  if (!rows.contains(id)) co_return missing();
  co_return core::JsonText{rows[id]};
}
core::Task<core::Result<void>> MemoryAssistants::remove(core::AssistantId id, bool) {
  if (rows.erase(id) == 0) co_return missing();
  co_return core::Result<void>{};
}
core::Task<core::Page> MemoryAssistants::search(core::AssistantSearch query) {
  core::Page page;
  for (const auto& [id, text] : rows)
    page.rows.push_back({text});
  page.more = query.limit < static_cast<int>(page.rows.size());
  if (page.more) page.rows.resize(static_cast<std::size_t>(query.limit));
  co_return page;
}
core::Task<std::int64_t> MemoryAssistants::count(core::AssistantSearch) {
  co_return static_cast<std::int64_t>(rows.size());
}
core::Task<core::Result<core::Page>> MemoryAssistants::versions(core::AssistantId, core::JsonText, int, int) {
  co_return core::Page{};
}
core::Task<core::Result<core::JsonText>> MemoryAssistants::setLatest(core::AssistantId id, int version) {
  if (version != 1) co_return core::Error{core::ErrorCode::notFound, "Assistant version not found"};
  co_return core::JsonText{rows[id]};
}
core::Task<void> MemoryAssistants::ensureSystem(std::vector<std::string>) {
  unexpected();
  co_return;
}
core::Task<std::optional<std::string>> MemoryAssistants::graphOf(core::AssistantId) {
  co_return std::nullopt;
}

core::Task<core::Sight> MemoryAssistants::sight(core::AssistantId id, core::AccessFilter) {
  co_return rows.contains(id) ? core::Sight::visible : core::Sight::missing;
}

core::Task<core::Sight> MemoryThreads::sight(core::ThreadId id, core::AccessFilter) {
  co_return rows.contains(id) ? core::Sight::visible : core::Sight::missing;
}

core::Task<core::Result<core::JsonText>> MemoryThreads::create(core::ThreadCreate request) {
  if (rows.contains(*request.id) && !request.returnExisting) {
    co_return core::Error{core::ErrorCode::conflict, "Thread already exists"};
  }
  rows[*request.id];
  co_return threadRow(*request.id);
}
core::Task<core::Result<core::JsonText>> MemoryThreads::get(core::ThreadId id, bool) {
  if (!rows.contains(id)) co_return missing();
  co_return threadRow(id);
}
core::Task<core::Result<core::JsonText>> MemoryThreads::update(core::ThreadId id, core::ThreadPatch) {
  if (!rows.contains(id)) co_return missing();
  co_return threadRow(id);
}
core::Task<core::Result<void>> MemoryThreads::remove(core::ThreadId id, core::ReplicaId,
                                                     std::vector<core::CancelledRun>&) {
  if (rows.erase(id) == 0) co_return missing();
  co_return core::Result<void>{};
}
core::Task<core::Page> MemoryThreads::search(core::ThreadSearch query) {
  lastSearch = query;
  core::Page page;
  page.more = true;
  co_return page;
}
core::Task<std::int64_t> MemoryThreads::count(core::ThreadSearch) {
  co_return static_cast<std::int64_t>(rows.size());
}
core::Task<core::Result<core::JsonText>> MemoryThreads::copy(core::ThreadId id, core::ReplicaId) {
  if (!rows.contains(id)) co_return missing();
  co_return threadRow(core::ThreadId{core::Uuid::random()});
}
core::Task<core::Result<core::ThreadHead>> MemoryThreads::head(core::ThreadId id) {
  if (!rows.contains(id)) co_return missing();
  co_return rows[id];
}
core::Task<core::Result<void>> MemoryThreads::applyEdit(core::FinishRequest edit) {
  applied = std::move(edit);
  co_return core::Result<void>{};
}

core::Task<core::Result<std::int64_t>> MemoryThreadLife::prune(std::vector<core::ThreadId> threads,
                                                               std::string, core::ReplicaId,
                                                               std::vector<core::CancelledRun>&) {
  if (busy) co_return core::Error{core::ErrorCode::conflict, "Thread is busy"};
  pruned = std::move(threads);
  co_return static_cast<std::int64_t>(pruned.size());
}
core::Task<core::Result<core::JsonText>> MemoryThreadLife::storage(core::ThreadId) {
  co_return missing();
}

core::Task<core::Result<core::RunRow>> MemoryRuns::get(core::ThreadId, core::RunId run) {
  if (!rows.contains(run)) co_return missing();
  co_return rows[run];
}
core::Task<std::optional<core::ThreadId>> MemoryRuns::threadOf(core::RunId run) {
  if (!rows.contains(run)) co_return std::nullopt;
  co_return rows[run].threadId;
}
core::Task<core::Result<std::vector<core::RunRow>>> MemoryRuns::list(core::ThreadId, core::RunList) {
  std::vector<core::RunRow> all;
  for (const auto& [id, row] : rows)
    all.push_back(row);
  co_return all;
}
core::Task<std::vector<core::RunPlace>> MemoryRuns::live(core::LiveRuns query) {
  std::vector<core::RunPlace> found;
  for (const auto& [id, row] : rows) {
    const bool named = query.runs.empty() || std::ranges::find(query.runs, id) != query.runs.end();
    const bool wanted = row.status == core::RunStatus::running   ? query.running
                        : row.status == core::RunStatus::pending ? query.pending
                                                                 : false;
    if (named && wanted && (!query.thread || *query.thread == row.threadId))
      found.push_back({row.threadId, id});
  }
  co_return found;
}
std::optional<core::BegunRun> MemoryRuns::look() {
  const auto seen = begun;
  if (begins) begun = std::exchange(begins, std::nullopt);
  return seen;
}
core::Task<std::optional<core::BegunRun>> MemoryRuns::begunAfter(core::ThreadId, core::Fence fence,
                                                                 core::RunId except) {
  const auto seen = look();
  if (seen && seen->fence > fence && seen->run != except) co_return seen;
  co_return std::nullopt;
}
core::Task<std::optional<core::BegunRun>> MemoryRuns::lastBegun(core::ThreadId) {
  co_return look();
}
core::Task<std::optional<core::BegunRun>> MemoryRuns::firstBeyond(core::ThreadId, std::int64_t seq,
                                                                  std::chrono::seconds) {
  const auto seen = look();
  if (seen && (seen->live || seen->seqBase + core::kSeqRange > seq)) co_return seen;
  co_return std::nullopt;
}
core::Task<std::int64_t> MemoryRuns::seqBefore(core::ThreadId, core::RunId) {
  co_return 0;
}
core::Task<std::optional<core::RunOutcome>> MemoryRuns::outcome(core::RunId) {
  co_return stored;
}
core::Task<core::Result<void>> MemoryRuns::remove(core::ThreadId, core::RunId run) {
  if (rows.erase(run) == 0) co_return missing();
  co_return core::Result<void>{};
}

core::Task<core::Result<core::JsonText>> NoCrons::create(core::CronCreate) {
  co_return missing();
}
core::Task<core::Result<core::JsonText>> NoCrons::get(core::CronId) {
  co_return missing();
}
core::Task<core::Result<core::CronTiming>> NoCrons::timing(core::CronId) {
  co_return missing();
}
core::Task<core::Result<core::JsonText>> NoCrons::update(core::CronId, core::CronPatch) {
  co_return missing();
}
core::Task<core::Result<void>> NoCrons::remove(core::CronId) {
  co_return missing();
}
core::Task<core::Page> NoCrons::search(core::CronSearch) {
  co_return core::Page{};
}
core::Task<std::int64_t> NoCrons::count(core::CronSearch) {
  co_return 0;
}

core::Task<core::Sight> NoCrons::sight(core::CronId, core::AccessFilter) {
  co_return core::Sight::missing;
}

core::Task<core::OutboxDepth> noWebhooks() {
  co_return core::OutboxDepth{};
}

core::Task<core::Result<core::JsonText>> ScriptedItems::batch(core::JsonText ops) {
  lastOps = std::move(ops.text);
  co_return reply;
}
core::Task<std::int64_t> ScriptedItems::sweepExpired(int) {
  co_return 0;
}

namespace {

struct QuietListening : core::LiveListening {
  core::Task<bool> established(std::chrono::milliseconds) override { co_return false; }
};

}  // namespace

core::Task<bool> QuietLive::awaitWake(std::chrono::milliseconds) {
  co_return false;
}
std::unique_ptr<core::LiveListening> QuietLive::listenControl(core::ReplicaId, core::LiveCallbacks) {
  return std::make_unique<QuietListening>();
}
std::unique_ptr<core::LiveListening> QuietLive::listenRun(core::RunId, core::LiveCallbacks) {
  return std::make_unique<QuietListening>();
}
core::Task<std::optional<core::LivePublished>> QuietLive::publish(core::LivePublish) {
  co_return std::nullopt;
}
core::Task<std::int64_t> QuietLive::announce(core::ThreadId, std::string) {
  co_return 0;
}
std::unique_ptr<core::LiveListening> QuietLive::listenThread(core::ThreadId, core::LiveCallbacks) {
  if (onListenThread) onListenThread();
  return std::make_unique<QuietListening>();
}
core::Task<std::optional<std::vector<core::LogEntry>>> QuietLive::readLog(core::RunId, core::Fence,
                                                                          std::int64_t, std::size_t) {
  co_return std::nullopt;
}

core::Task<core::Joined> MemoryQueue::join(core::JsonText) {
  unexpected();
  co_return core::Joined{};
}
core::Task<core::Heartbeat> MemoryQueue::heartbeat(core::ReplicaId) {
  unexpected();
  co_return core::Heartbeat{};
}
core::Task<void> MemoryQueue::leave(core::ReplicaId) {
  unexpected();
  co_return;
}
core::Task<void> MemoryQueue::forgetReplicas() {
  unexpected();
  co_return;
}
core::Task<core::Result<core::Enqueued>> MemoryQueue::enqueue(core::EnqueueRequest) {
  unexpected();
  co_return missing();
}
core::Task<std::vector<core::ClaimedRun>> MemoryQueue::claim(core::ReplicaId, int, std::vector<std::string>) {
  unexpected();
  co_return std::vector<core::ClaimedRun>{};
}
core::Task<void> MemoryQueue::tellGraphs(core::ReplicaId, std::vector<std::string>) {
  unexpected();
  co_return;
}
core::Task<std::vector<core::ClaimedRun>> MemoryQueue::claimHopeless(core::ReplicaId, core::HopelessGraphs) {
  unexpected();
  co_return std::vector<core::ClaimedRun>{};
}
core::Task<core::Finished> MemoryQueue::finish(core::FinishRequest) {
  unexpected();
  co_return core::Finished{};
}
core::Task<bool> MemoryQueue::handBack(core::SlotRef, core::HandBack) {
  unexpected();
  co_return false;
}
core::Task<core::CancelAnswer> MemoryQueue::cancel(core::ThreadId, core::RunId, core::CancelAction) {
  unexpected();
  co_return core::CancelAnswer{};
}
core::Task<core::SweepReport> MemoryQueue::sweep() {
  unexpected();
  co_return core::SweepReport{};
}
core::Task<core::Result<core::SlotRef>> MemoryQueue::takeEditSlot(core::ThreadId thread, core::ReplicaId,
                                                                  bool) {
  if (busy.contains(thread)) co_return core::Error{core::ErrorCode::conflict, "Thread is busy"};
  core::SlotRef slot;
  slot.threadId = thread;
  slot.fence = 3;
  co_return slot;
}
core::Task<bool> MemoryQueue::releaseEditSlot(core::SlotRef) {
  ++released;
  co_return true;
}
core::Task<core::QueueDepth> MemoryQueue::depth() {
  core::QueueDepth depth;
  depth.ready = 2;
  depth.leased = 1;
  depth.oldestReadySeconds = 1.5;
  co_return depth;
}

core::Task<core::Result<jobs::CreatedRun>> ScriptedRuns::create(core::EnqueueRequest request,
                                                                jobs::CreateOptions options) {
  lastRequest = request;
  if (refusal) co_return *refusal;
  jobs::CreatedRun created;
  created.run.runId = request.runId;
  created.run.threadId = request.threadId;
  created.run.assistantId = request.assistantId;
  created.run.metadata = request.metadata;
  created.run.kwargs = request.kwargs;
  created.run.multitaskStrategy = std::string(core::word(request.strategy));
  created.run.createdAt = created.run.updatedAt = "2026-11-23T19:00:00.000000+00:00";
  if (options.subscribe) created.subscription = std::make_unique<ScriptedSubscription>(*this);
  co_return created;
}
core::Task<core::Result<std::unique_ptr<jobs::Subscription>>> ScriptedRuns::join(
    core::ThreadId, core::RunId, std::optional<jobs::EventId> after) {
  lastAfter = after;
  if (refusal) co_return *refusal;
  std::unique_ptr<jobs::Subscription> made = std::make_unique<ScriptedSubscription>(*this);
  co_return made;
}
core::Task<core::Result<void>> ScriptedRuns::cancel(core::ThreadId, core::RunId, core::CancelAction action) {
  if (cancelRefusal) co_return *cancelRefusal;
  cancels.push_back(action);
  script.push_back({jobs::StreamItem::Kind::end, {}});
  changed.notifyAll();
  co_return core::Result<void>{};
}
core::Task<core::Result<std::unique_ptr<jobs::Subscription>>> ScriptedRuns::follow(
    core::ThreadId thread, core::RunId run, std::optional<jobs::EventId> after) {
  return join(thread, run, after);
}
core::Task<void> ScriptedRuns::announce(std::vector<core::CancelledRun>) {
  co_return;
}
core::Task<bool> ScriptedRuns::waitTerminal(core::ThreadId, core::RunId, std::chrono::milliseconds) {
  co_return true;
}

core::Task<core::Result<core::JsonText>> ScriptedReader::call(std::string method, core::JsonText params,
                                                              std::optional<core::SlotRef> slot) {
  lastMethod = std::move(method);
  lastParams = std::move(params.text);
  hadSlot = slot.has_value();
  if (breaks) throw std::runtime_error("the reader broke");
  co_return reply;
}

}  // namespace heddle::test
