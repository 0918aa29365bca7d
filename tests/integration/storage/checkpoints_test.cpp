// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/storage/errors.h"
#include "backend/storage/pg_checkpoints.h"
#include "tests/integration/storage/storage_fixture.h"

#include <boost/asio/co_spawn.hpp>
#endif

#include <algorithm>

#include <QtTest>

using namespace heddle;

namespace {

struct CheckpointFixture : test::StorageFixture {
  CheckpointFixture() : checkpoints(*database) {}
  ~CheckpointFixture() { checkpoints.close(); }

  core::ClaimedRun running() {
    enqueue(request(newThread()));
    return claim().at(0);
  }
  core::CheckpointPut putOf(const core::SlotRef& slot, std::string id,
                            std::optional<std::string> parent = {}) const {
    core::CheckpointPut put;
    put.slot = slot;
    put.thread = slot.threadId.text();
    put.id = std::move(id);
    put.parentId = std::move(parent);
    put.checkpoint.text =
        R"({"v": 4, "channel_versions": {"m": "1.0", "e": "1.0"}, "channel_values": {"n": 1}})";
    put.metadata.text = R"({"source": "loop", "step": 1})";
    return put;
  }
  core::WritesPut writesOf(const core::SlotRef& slot, std::string id,
                           std::vector<core::TaskWrite> writes) const {
    core::WritesPut put;
    put.slot = slot;
    put.thread = slot.threadId.text();
    put.checkpointId = std::move(id);
    put.taskId = "task";
    put.writes = std::move(writes);
    return put;
  }
  core::PutOutcome put(core::CheckpointPut what) { return run(checkpoints.put(std::move(what))); }
  core::PutOutcome put(core::WritesPut what) { return run(checkpoints.putWrites(std::move(what))); }
  std::optional<core::CheckpointTuple> newest(const core::SlotRef& slot) {
    return run(checkpoints.get(slot.threadId.text(), "", std::nullopt));
  }

  storage::PgCheckpoints checkpoints;
};

const std::string kBytes("\x00\xff\x01 binary", 10);

}  // namespace

/// Fenced, ordered, grouped puts and what reads them back (DESIGN §4a.2, .5, .6).
class CheckpointsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aTupleComesBackAsItWasPut() {
    CheckpointFixture f;
    const auto slot = f.running().slot;
    auto put = f.putOf(slot, "a");
    put.blobs = {
        {"m", "1.0", "msgpack", kBytes}, {"e", "1.0", "empty", std::nullopt}, {"old", "0.9", "msgpack", "x"}};
    QCOMPARE(f.put(put), core::PutOutcome::committed);
    auto later = f.writesOf(slot, "a", {{0, "m", "msgpack", kBytes}, {1, "n", "json", ""}});
    later.taskPath = "2";
    auto earlier = f.writesOf(slot, "a", {{0, "m", "msgpack", "1"}});
    earlier.taskPath = "1";
    earlier.taskId = "z";
    QCOMPARE(f.put(later), core::PutOutcome::committed);
    QCOMPARE(f.put(earlier), core::PutOutcome::committed);
    const auto tuple = f.newest(slot);
    QVERIFY(tuple.has_value());
    QCOMPARE(tuple->id, std::string("a"));
    QVERIFY(!tuple->parentId.has_value());
    QCOMPARE(tuple->metadata.text, std::string(R"({"step": 1, "source": "loop"})"));
    QCOMPARE(tuple->blobs.size(), std::size_t(2));
    for (const auto& blob : tuple->blobs) {
      QCOMPARE(blob.bytes, blob.channel == "m" ? std::optional(kBytes) : std::nullopt);
    }
    QCOMPARE(tuple->writes.size(), std::size_t(3));
    QCOMPARE(tuple->writes[0].taskId, std::string("z"));  // by task path first
    QCOMPARE(tuple->writes[1].bytes, kBytes);
    QCOMPARE(tuple->writes[2].type, std::string("json"));
    QVERIFY(!f.run(f.checkpoints.get(slot.threadId.text(), "", "b")).has_value());
    QVERIFY(!f.run(f.checkpoints.get(slot.threadId.text(), "sub", std::nullopt)).has_value());
  }

  void stalePutsAreFenced() {
    CheckpointFixture f;
    const auto old = f.running().slot;
    f.run(f.queue->handBack(old, core::HandBack::handedOff));
    QCOMPARE(f.put(f.putOf(old, "a")), core::PutOutcome::fenced);
    QCOMPARE(f.put(f.writesOf(old, "a", {{0, "m", "json", "1"}})), core::PutOutcome::fenced);
    const auto fresh = f.claim().at(0).slot;
    QCOMPARE(f.put(f.putOf(old, "a")), core::PutOutcome::fenced);
    QCOMPARE(f.put(f.putOf(fresh, "a")), core::PutOutcome::committed);
    auto other = f.putOf(fresh, "a");
    other.thread = core::Uuid::random().text();
    QCOMPARE(f.put(other), core::PutOutcome::fenced);  // another thread under this slot
    f.finish(f.finishOf(fresh));
    QCOMPARE(f.put(f.putOf(fresh, "b", "a")), core::PutOutcome::fenced);
    QCOMPARE(f.sql("select string_agg(checkpoint_id, ',') from checkpoints"), std::string("a"));
  }

  void aFullDiskIsWaitedFor() {
    CheckpointFixture f;
    const auto slot = f.running().slot;
    f.sql("create sequence tries");  // sequences do not roll back
    f.sql(
        "create function full_disk() returns trigger language plpgsql as $$ begin if nextval('tries') < 3 "
        "then "
        "raise exception 'no space left' using errcode = '53100'; end if; return new; end $$");
    f.sql("create trigger full_disk before insert on checkpoints for each row execute function full_disk()");
    QCOMPARE(f.put(f.putOf(slot, "a")), core::PutOutcome::committed);
    QCOMPARE(f.sql("select last_value from tries"), "3");
  }

  /// What an attempt that lost its slot still wants to tidy up belongs to the next one.
  void staleMovesOfWholeThreadsAreFenced() {
    CheckpointFixture f;
    const auto old = f.running().slot;
    const std::string thread = old.threadId.text();
    QCOMPARE(f.put(f.putOf(old, "a")), core::PutOutcome::committed);
    QCOMPARE(f.put(f.putOf(old, "b", "a")), core::PutOutcome::committed);
    f.run(f.queue->handBack(old, core::HandBack::handedOff));
    const auto fresh = f.claim().at(0).slot;
    const auto other = f.run(f.queue->takeEditSlot(f.newThread(), f.replica, true)).value();
    for (const char* strategy : {"delete", "keep_latest"}) {
      QCOMPARE(f.run(f.checkpoints.prune({thread}, strategy, {old})), core::PutOutcome::fenced);
      QCOMPARE(f.run(f.checkpoints.prune({thread, "x"}, strategy, {old, other})), core::PutOutcome::fenced);
    }
    QCOMPARE(f.run(f.checkpoints.copyThread(thread, "x", {old})), core::PutOutcome::fenced);
    QCOMPARE(f.sql("select string_agg(checkpoint_id, ',' order by checkpoint_id) from checkpoints"), "a,b");
    QCOMPARE(f.run(f.checkpoints.prune({thread}, "keep_latest", {fresh})), core::PutOutcome::committed);
    QCOMPARE(f.sql("select string_agg(checkpoint_id, ',') from checkpoints"), "b");
    QCOMPARE(f.run(f.checkpoints.prune({thread}, "delete", {fresh})), core::PutOutcome::committed);
    QCOMPARE(f.sql("select count(*) from checkpoints"), "0");
  }

  void anEditSlotMayWriteAndOnlyWhileItIsHeld() {
    CheckpointFixture f;
    const auto slot = f.run(f.queue->takeEditSlot(f.newThread(), f.replica, true)).value();
    QCOMPARE(f.put(f.putOf(slot, "a")), core::PutOutcome::committed);
    f.run(f.queue->releaseEditSlot(slot));
    QCOMPARE(f.put(f.putOf(slot, "b", "a")), core::PutOutcome::fenced);
  }

  void idsRise() {
    CheckpointFixture f;
    const auto slot = f.running().slot;
    f.put(f.putOf(slot, "b"));
    f.put(f.putOf(slot, "d", "b"));
    QCOMPARE(f.put(f.putOf(slot, "c", "d")), core::PutOutcome::outOfOrder);  // would never be the newest
    QCOMPARE(f.put(f.putOf(slot, "c", "b")), core::PutOutcome::committed);   // a fork
    QCOMPARE(f.put(f.putOf(slot, "d", "b")), core::PutOutcome::committed);   // repeated after a lost answer
    auto inner = f.putOf(slot, "a", std::nullopt);
    inner.ns = "sub:1";
    QCOMPARE(f.put(inner), core::PutOutcome::committed);  // every namespace has its own head
  }

  void specialWritesReplaceOthersStay() {
    CheckpointFixture f;
    const auto slot = f.running().slot;
    f.put(f.putOf(slot, "a"));
    f.put(f.writesOf(slot, "a", {{-3, "__interrupt__", "json", "1"}}));
    f.put(f.writesOf(slot, "a", {{-3, "__interrupt__", "json", "2"}, {-3, "__interrupt__", "json", "3"}}));
    f.put(f.writesOf(slot, "a", {{0, "m", "json", "1"}}));
    f.put(f.writesOf(slot, "a", {{0, "m", "json", "2"}, {-4, "__resume__", "json", "9"}}));
    f.put(f.writesOf(slot, "a", {}));
    QCOMPARE(
        f.sql(
            "select string_agg(idx || convert_from(blob, 'UTF8'), ' ' order by idx) from checkpoint_writes"),
        std::string("-49 -33 01"));
  }

  void aRunWithAPendingInterruptLeavesItsThreadInterrupted() {
    CheckpointFixture f;
    const auto run = f.running();
    f.put(f.putOf(run.slot, "a"));
    f.put(f.writesOf(run.slot, "a", {{-3, "__interrupt__", "json", "1"}}));
    f.finish(f.finishOf(run.slot, core::RunStatus::interrupted));
    QCOMPARE(f.threadStatus(run.slot.threadId), std::string("interrupted"));
  }

  void aRetryIsToldWhetherTheHeadIsItsOwn() {
    CheckpointFixture f;
    const auto first = f.running();
    QVERIFY(!first.headCheckpointId.has_value());
    f.run(f.queue->handBack(first.slot, core::HandBack::lost));
    const auto second = f.claim().at(0);
    QVERIFY(!second.headIsOurs);
    f.put(f.putOf(second.slot, "a"));
    f.run(f.queue->handBack(second.slot, core::HandBack::lost));
    f.sql("update heddle_run_slot set due_at = now()");
    const auto third = f.claim().at(0);
    QCOMPARE(third.headCheckpointId.value(), std::string("a"));
    QVERIFY(third.headIsOurs);
    f.finish(f.finishOf(third.slot));
    f.enqueue(f.request(third.slot.threadId));
    const auto next = f.claim().at(0);
    QCOMPARE(next.headCheckpointId.value(), std::string("a"));
    QVERIFY(!next.headIsOurs);
  }

  void rollbackTakesWhatTheRunWrote() {
    CheckpointFixture f;
    const auto first = f.running();
    const auto thread = first.slot.threadId;
    f.put(f.putOf(first.slot, "a"));
    f.finish(f.finishOf(first.slot));
    f.enqueue(f.request(thread));
    const auto second = f.claim().at(0);
    f.put(f.writesOf(second.slot, "a", {{-4, "__resume__", "json", "1"}}));
    f.put(f.putOf(second.slot, "b", "a"));
    f.put(f.writesOf(second.slot, "b", {{0, "m", "json", "1"}}));
    auto end = f.finishOf(second.slot, core::RunStatus::interrupted);
    end.rollback = true;
    end.values = core::JsonText{R"({"n": 9})"};
    f.finish(end);
    QCOMPARE(f.sql("select string_agg(checkpoint_id, ',') from checkpoints"), std::string("a"));
    QCOMPARE(f.sql("select count(*) from checkpoint_writes"), std::string("0"));
    QCOMPARE(f.sql("select count(*) from run"), std::string("1"));
    QCOMPARE(f.sql("select \"values\"->>'n' from thread"), std::string("0"));
    QCOMPARE(f.threadStatus(thread), std::string("idle"));
  }

  void manyPutsAreCommittedInFewGroupsAndOneBadOneFailsAlone() {
    CheckpointFixture f;
    std::vector<core::SlotRef> slots;
    for (int i = 0; i < 20; ++i)
      f.enqueue(f.request(f.newThread()));
    for (const auto& run : f.claim())
      slots.push_back(run.slot);
    while (slots.size() < 20) {
      for (const auto& run : f.claim())
        slots.push_back(run.slot);
    }
    const auto before = f.sql("select xact_commit from pg_stat_database where datname = current_database()");
    int committed = 0, failed = 0, answered = 0;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      for (const char* id : {"a", "b", "c"}) {
        auto put = f.putOf(slots[i], id,
                           id[0] == 'a' ? std::nullopt : std::optional(std::string(1, char(id[0] - 1))));
        if (i == 7 && id[0] == 'b') put.checkpoint.text = "{broken";
        boost::asio::co_spawn(f.io, f.checkpoints.put(std::move(put)),
                              [&](std::exception_ptr error, core::PutOutcome outcome) {
                                ++answered;
                                if (error) ++failed;
                                if (!error && outcome == core::PutOutcome::committed) ++committed;
                              });
      }
    }
    f.run(f.checkpoints.get(slots[0].threadId.text(), "", std::nullopt));  // waits for that thread's puts
    QVERIFY(f.newest(slots[0])->id == "c");
    while (answered < 60)
      QVERIFY(f.io.run_one_for(std::chrono::seconds(10)) > 0);
    QCOMPARE(failed, 1);
    QCOMPARE(committed, 59);
    QCOMPARE(f.sql("select count(*) from checkpoints"), std::string("59"));
    QCOMPARE(f.sql("select count(distinct xmin::text) < 59 from checkpoints"), std::string("t"));
  }

  void listsFilterAndPage() {
    CheckpointFixture f;
    const auto slot = f.running().slot;
    f.put(f.putOf(slot, "a"));
    auto marked = f.putOf(slot, "b", "a");
    marked.metadata.text = R"({"source": "input", "step": 2})";
    f.put(marked);
    f.put(f.putOf(slot, "c", "b"));
    f.put(f.writesOf(slot, "b", {{0, "m", "json", "1"}}));
    core::CheckpointListQuery query;
    query.thread = slot.threadId.text();
    auto found = f.run(f.checkpoints.list(query));
    QCOMPARE(found.size(), std::size_t(3));
    QCOMPARE(found[0].id, std::string("c"));
    QCOMPARE(found[1].writes.size(), std::size_t(1));
    query.before = "c";
    query.limit = 1;
    found = f.run(f.checkpoints.list(query));
    QCOMPARE(found.size(), std::size_t(1));
    QCOMPARE(found[0].id, std::string("b"));
    query = {};
    query.metadataFilter.text = R"({"source": "input"})";
    QCOMPARE(f.run(f.checkpoints.list(query)).size(), std::size_t(1));
  }

  void wholeHistoriesMove() {
    CheckpointFixture f;
    const auto slot = f.running().slot;
    const std::string thread = slot.threadId.text();
    auto first = f.putOf(slot, "a");
    first.blobs = {{"m", "0.1", "json", "1"}};
    f.put(first);
    auto second = f.putOf(slot, "b", "a");
    second.blobs = {{"m", "1.0", "json", "1"}};
    f.put(second);
    f.put(f.writesOf(slot, "a", {{0, "m", "json", "1"}}));
    f.put(f.writesOf(slot, "b", {{0, "m", "json", "1"}}));
    const auto elsewhere = f.run(f.queue->takeEditSlot(f.newThread(), f.replica, true)).value();
    f.run(f.checkpoints.copyThread(thread, "elsewhere", {elsewhere}));
    QCOMPARE(f.run(f.checkpoints.get("elsewhere", "", std::nullopt))->blobs.size(), std::size_t(1));
    f.run(f.checkpoints.prune({thread}, "keep_latest", {slot}));
    QCOMPARE(f.sql("select string_agg(checkpoint_id || coalesce(parent_checkpoint_id, '-'), ',') from "
                   "checkpoints where "
                   "thread_id = '" +
                   thread + "'"),
             std::string("b-"));
    QCOMPARE(f.sql("select count(*) from checkpoint_blobs where thread_id = '" + thread + "'"),
             std::string("1"));
    QCOMPARE(f.sql("select count(*) from checkpoint_writes where thread_id = '" + thread + "'"),
             std::string("1"));
    const std::vector<std::string> runs{slot.runId->text(), "no uuid"};
    const auto threads = f.run(f.checkpoints.threadsOfRuns(runs));
    QVERIFY(std::find(threads.begin(), threads.end(), thread) != threads.end());
    auto lost = slot;
    --lost.fence;
    QCOMPARE(f.run(f.checkpoints.deleteForRuns(runs, threads, {lost})), core::PutOutcome::fenced);
    QVERIFY(f.newest(slot).has_value());
    QCOMPARE(f.run(f.checkpoints.deleteForRuns(runs, {thread}, {slot})), core::PutOutcome::committed);
    QVERIFY(!f.newest(slot).has_value());
    QVERIFY(f.run(f.checkpoints.get("elsewhere", "", std::nullopt)).has_value());
    f.run(f.checkpoints.prune({"elsewhere"}, "delete", {elsewhere}));
    QCOMPARE(f.sql("select (select count(*) from checkpoints) + (select count(*) from checkpoint_writes)"),
             std::string("0"));
  }

  void putsOutliveALostConnection() {
    CheckpointFixture f;
    const auto slot = f.running().slot;
    f.put(f.putOf(slot, "a"));
    f.sql(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = "
        "'heddle-server'");
    QCOMPARE(f.put(f.putOf(slot, "b", "a")), core::PutOutcome::committed);
    QCOMPARE(f.newest(slot)->id, std::string("b"));
  }

  void closeEndsWhatWaits() {
    CheckpointFixture f;
    const auto slot = f.running().slot;
    int answered = 0;
    for (const char* id : {"a", "b"}) {
      boost::asio::co_spawn(f.io, f.checkpoints.put(f.putOf(slot, id)),
                            [&](std::exception_ptr, core::PutOutcome) { ++answered; });
    }
    f.io.restart();
    f.io.poll();  // the first is under way, the second queued
    f.checkpoints.close();
    f.database->close();
    f.io.run_for(std::chrono::seconds(10));  // comes to its end by itself
    QVERIFY(f.io.stopped());
    QCOMPARE(answered, 2);
  }
};

QTEST_GUILESS_MAIN(CheckpointsTest)
#include "checkpoints_test.moc"
