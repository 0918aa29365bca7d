// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN

#include "backend/storage/errors.h"
#include "backend/storage/jsonb_text.h"
#include "backend/storage/queue_sql.h"
#include "tests/integration/storage/storage_fixture.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#endif

#include <QtTest>

using namespace heddle;
using test::StorageFixture;

namespace {

core::SlotRef editOf(StorageFixture& f, core::ThreadId thread) {
  return f.run(f.queue->takeEditSlot(thread, f.replica, true)).value();
}

/// What the plan of a statement says, with its arguments in place.
std::string planOf(const StorageFixture& f, std::string sql, const std::vector<std::string>& arguments) {
  for (std::size_t i = arguments.size(); i > 0; --i) {
    const std::string mark = "$" + std::to_string(i);
    for (std::size_t at = sql.find(mark); at != std::string::npos; at = sql.find(mark)) {
      sql.replace(at, mark.size(), arguments[i - 1]);
    }
  }
  return f.sql(
      "create or replace function pg_temp.plan() returns text language plpgsql as $p$ declare line text; out "
      "text := ''; begin for line in explain " +
      sql +
      " loop out := out || line || chr(10); end loop; return "
      "out; end $p$; select pg_temp.plan()");
}

}  // namespace

/// Edits, lost owners and what several clients do at once (DESIGN §4a.3, .9, .14, engine: sweep).
class SlotsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void oneEditAtATimeAndNoneBesideARun() {
    StorageFixture f;
    const auto thread = f.newThread();
    const auto edit = editOf(f, thread);
    QCOMPARE(f.run(f.queue->takeEditSlot(thread, f.replica, true)).error().message,
             std::string("Thread is busy"));
    QCOMPARE(f.threadStatus(thread), std::string("idle"));
    QVERIFY(!f.run(f.queue->releaseEditSlot(edit)));
    QVERIFY(!f.run(f.queue->releaseEditSlot(edit)));
    f.enqueue(f.request(thread));
    QCOMPARE(f.run(f.queue->takeEditSlot(thread, f.replica, true)).error().code, core::ErrorCode::conflict);
    const core::ThreadId nobody{core::Uuid::random()};
    QCOMPARE(f.run(f.queue->takeEditSlot(nobody, f.replica, true)).error().code, core::ErrorCode::notFound);
    QVERIFY(f.run(f.queue->takeEditSlot(nobody, f.replica, false)).has_value());
  }

  /// The database went away when the edit was over: the thread must not stay busy for as long as we live.
  void anEditWhoseReleaseFailedIsDroppedByHeartbeats() {
    StorageFixture f;
    const auto thread = f.newThread();
    const auto edit = editOf(f, thread);
    const std::string slots = "select count(*) from heddle_run_slot";
    f.run(f.queue->heartbeat(f.replica));
    f.run(f.queue->heartbeat(f.replica));
    QCOMPARE(f.sql(slots), "1");  // held
    f.sql("alter function heddle_release_edit_v1(uuid, bigint) rename to away");
    QVERIFY_THROWS_EXCEPTION(storage::SqlError, f.run(f.queue->releaseEditSlot(edit)));
    f.sql("alter function away(uuid, bigint) rename to heddle_release_edit_v1");
    f.run(f.queue->heartbeat(f.replica));
    f.run(f.queue->heartbeat(f.replica));
    QCOMPARE(f.sql(slots), "0");
  }

  void runsQueueBehindAnEdit() {
    StorageFixture f;
    const auto thread = f.newThread("interrupted");
    const auto edit = editOf(f, thread);
    const auto first = f.request(thread), second = f.request(thread);
    f.enqueue(first);
    f.enqueue(second);
    QCOMPARE(f.threadStatus(thread), std::string("busy"));
    QVERIFY(f.claim().empty());
    QVERIFY(f.run(f.queue->releaseEditSlot(edit)));
    QCOMPARE(*f.claim().at(0).slot.runId, first.runId);
  }

  void cancellingTheLastRunBehindAnEditFreesTheThread() {
    StorageFixture f;
    const auto thread = f.newThread("interrupted");
    const auto edit = editOf(f, thread);
    const auto request = f.request(thread);
    f.enqueue(request);
    QCOMPARE(f.run(f.queue->cancel(thread, request.runId, core::CancelAction::interrupt)).outcome,
             core::CancelOutcome::done);
    QCOMPARE(f.threadStatus(thread), std::string("interrupted"));
    QVERIFY(!f.run(f.queue->releaseEditSlot(edit)));
    QCOMPARE(f.sql("select count(*) from heddle_run_slot"), std::string("0"));
  }

  void rejectWaitsForAnEdit() {
    StorageFixture f;
    const auto thread = f.newThread();
    const auto edit = editOf(f, thread);
    auto request = f.request(thread);
    request.strategy = core::MultitaskStrategy::reject;
    std::optional<bool> created;
    boost::asio::co_spawn(
        f.io, f.queue->enqueue(request),
        [&](std::exception_ptr, core::Result<core::Enqueued> result) { created = result.has_value(); });
    boost::asio::steady_timer soon(f.io, std::chrono::milliseconds(100));
    soon.async_wait(
        [&](auto) { boost::asio::co_spawn(f.io, f.queue->releaseEditSlot(edit), boost::asio::detached); });
    f.io.restart();
    while (!created)
      QVERIFY(f.io.run_one_for(std::chrono::seconds(5)) > 0);
    QVERIFY(*created);
    const auto other = f.newThread();
    editOf(f, other);
    request.threadId = other;
    request.runId = core::RunId{core::Uuid::random()};
    QElapsedTimer waited;
    waited.start();
    QCOMPARE(f.run(f.queue->enqueue(request)).error().code, core::ErrorCode::conflict);
    QVERIFY(waited.elapsed() >= 1900);
  }

  void aSweepHandsOnWhatADeadReplicaHeld() {
    StorageFixture f;
    const auto dead = f.run(f.queue->join(core::JsonText{"{}"})).replica;
    const auto requeued = f.request(f.newThread()), ended = f.request(f.newThread()),
               spent = f.request(f.newThread());
    for (const auto& request : {requeued, ended, spent})
      f.enqueue(request);
    auto held = f.run(f.queue->claim(dead, 64, {"echo"}));
    QCOMPARE(held.size(), std::size_t(3));
    f.run(f.queue->cancel(ended.threadId, ended.runId, core::CancelAction::interrupt));
    f.sql("update heddle_run_slot set attempt = 3 where run_id = '" + spent.runId.text() + "'");
    const auto edited = f.newThread();
    f.run(f.queue->takeEditSlot(edited, dead, true)).value();
    const auto behindEdit = f.request(edited);
    f.enqueue(behindEdit);
    QVERIFY(f.run(f.queue->sweep()).requeued.empty());  // the lease still holds
    f.expireLease(dead);
    const auto report = f.run(f.queue->sweep());
    QCOMPARE(report.requeued, std::vector{requeued.runId});
    QCOMPARE(report.ended.size(), std::size_t(2));
    QVERIFY(report.anyReady);
    QCOMPARE(f.runStatus(ended.runId), std::string("interrupted"));
    QCOMPARE(f.runStatus(spent.runId), std::string("error"));
    QVERIFY(f.sql("select error->>'message' from heddle_run where run_id = '" + spent.runId.text() + "'")
                .find("3 times") != std::string::npos);
    QCOMPARE(f.threadStatus(spent.threadId), std::string("error"));
    for (const auto& run : held)
      QCOMPARE(f.finish(f.finishOf(run.slot)).outcome, core::FinishOutcome::fenced);
    auto again = f.claim();
    QCOMPARE(again.size(), std::size_t(2));
    QCOMPARE(again[0].attempt + again[1].attempt,
             3);  // the lost one for the second time, the other for the first
  }

  void forgottenReplicasLoseTheirRunsAtOnce() {
    StorageFixture f;
    f.enqueue(f.request(f.newThread()));
    f.claim();
    f.run(f.queue->forgetReplicas());
    f.replica = f.run(f.queue->join(core::JsonText{"{}"})).replica;
    QCOMPARE(f.run(f.queue->sweep()).requeued.size(), std::size_t(1));
    QCOMPARE(f.claim().at(0).attempt, 2);
  }

  void leavingHandsBackWithoutCost() {
    StorageFixture f;
    const auto cancelled = f.request(f.newThread());
    f.enqueue(f.request(f.newThread()));
    f.enqueue(cancelled);
    QCOMPARE(f.claim().size(), std::size_t(2));
    editOf(f, f.newThread());
    f.run(f.queue->cancel(cancelled.threadId, cancelled.runId, core::CancelAction::interrupt));
    f.run(f.queue->leave(f.replica));
    QCOMPARE(f.sql("select string_agg(kind || leased || attempt, ',') from heddle_run_slot"),
             std::string("runfalse0"));
    QCOMPARE(f.runStatus(cancelled.runId), std::string("interrupted"));
    QCOMPARE(f.sql("select count(*) from heddle_replica"), std::string("0"));
  }

  void aLeaseWhoseAnswerWasLostIsGivenBack() {
    StorageFixture f;
    f.enqueue(f.request(f.newThread()));
    f.sql("update heddle_run_slot set leased = true, owner = " + std::to_string(f.replica) +
          ", fence = heddle_next_fence_v1(), attempt = 1, started_at = now()");
    QVERIFY(f.run(f.queue->heartbeat(f.replica)).alive);
    QCOMPARE(f.sql("select leased from heddle_run_slot"), std::string("t"));  // might be on its way to us
    f.run(f.queue->heartbeat(f.replica));
    QCOMPARE(f.sql("select leased || ' ' || attempt from heddle_run_slot"), std::string("false 0"));
    f.claim();
    f.run(f.queue->heartbeat(f.replica));
    f.run(f.queue->heartbeat(f.replica));
    QCOMPARE(f.sql("select leased from heddle_run_slot"), std::string("t"));  // known to be ours
  }

  /// Database and test share a clock: whatever is read there lies between two looks here.
  void theDatabasesClockIsReadInsideTheRoundTrip() {
    StorageFixture f;
    const auto joined = f.run(f.queue->join(core::JsonText{"{}"}));
    const auto beat = f.run(f.queue->heartbeat(joined.replica));
    QVERIFY(beat.clock.has_value());
    for (const auto& reading : {joined.clock, *beat.clock}) {
      QVERIFY(reading.database >= reading.asked - std::chrono::microseconds(1));  // it counts whole ones
      QVERIFY(reading.database <= reading.answered);
    }
    f.sql("delete from heddle_replica");
    QVERIFY(!f.run(f.queue->heartbeat(joined.replica)).clock.has_value());
  }

  void manyClientsKeepTheOrderOfEachThread() {
    StorageFixture f;
    constexpr int kClients = 8, kEach = 25;
    const std::vector<core::ThreadId> threads{f.newThread(), f.newThread(), f.newThread()};
    int created = 0, finished = 0;
    const auto create = [&](int client) -> core::Task<void> {
      for (int i = 0; i < kEach; ++i) {
        auto request = f.request(threads[static_cast<std::size_t>(client + i) % threads.size()]);
        if (i % 3 == 0) request.eagerOwner = f.replica;
        auto result = co_await f.queue->enqueue(request);
        ++created;
        if (!result.value().claimed) continue;
        auto end = f.finishOf(result.value().claimed->slot);
        auto answer = co_await f.queue->finish(end);
        finished += answer.outcome == core::FinishOutcome::committed ? 1 : 0;
      }
    };
    const auto work = [&]() -> core::Task<void> {
      while (finished < kClients * kEach) {
        std::vector<std::string> graphs{"echo"};
        auto claimed = co_await f.queue->claim(f.replica, 4, graphs);
        for (const auto& run : claimed) {
          auto end = f.finishOf(run.slot);
          auto answer = co_await f.queue->finish(end);
          finished += answer.outcome == core::FinishOutcome::committed ? 1 : 0;
        }
      }
    };
    int workersDone = 0;
    for (int client = 0; client < kClients; ++client)
      boost::asio::co_spawn(f.io, create(client), boost::asio::detached);
    for (int worker = 0; worker < 2; ++worker) {
      boost::asio::co_spawn(f.io, work(), [&](std::exception_ptr error) { workersDone += error ? 100 : 1; });
    }
    f.io.restart();
    while (workersDone < 2)
      QVERIFY(f.io.run_one_for(std::chrono::seconds(20)) > 0);
    QCOMPARE(workersDone, 2);
    QCOMPARE(created, kClients * kEach);
    QCOMPARE(f.sql("select count(*) from run where status = 'success'"), std::to_string(kClients * kEach));
    QCOMPARE(f.sql("select (select count(*) from heddle_run_slot) + (select count(*) from heddle_run_wait)"),
             std::string("0"));
    // Of one thread: started in the order of creation, and never two at once.
    QCOMPARE(f.sql("select count(*) from (select h.started_at, h.ended_at, lag(h.started_at) over w as s, "
                   "lag(h.ended_at) over w as e from run r join heddle_run h using (run_id) "
                   "window w as (partition by r.thread_id order by r.created_at)) x where started_at < s or "
                   "started_at < e"),
             std::string("0"));
  }

  void theClaimWalksTheReadyIndex() {
    StorageFixture f;
    f.sql(
        "insert into heddle_run_slot (thread_id, kind, run_id, graph_id, due_at, seq, previous_status, "
        "leased, owner, "
        "fence) select gen_random_uuid(), 'run', gen_random_uuid(), 'echo', now() - i * interval '1 ms', i, "
        "'idle', "
        "i % 2 = 0, case when i % 2 = 0 then 1 end, 1 from generate_series(1, 20000) i; analyze "
        "heddle_run_slot");
    for (const int limit : {1, 16, 64}) {
      const std::string plan =
          planOf(f, storage::claimStatement(limit).sql, {std::to_string(f.replica), "'{echo}'"});
      QVERIFY2(plan.find("using heddle_run_slot_ready") != std::string::npos, plan.c_str());
      QVERIFY2(plan.find("Seq Scan on heddle_run_slot") == std::string::npos, plan.c_str());
    }
  }

  void whatTheCleanerLetsThroughPostgresTakes_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("largest") << QByteArray("[1e131071, -9.9e131071]");
    QTest::newRow("beyond") << QByteArray("[1e131072, 1e400000, 1e-16384]");
    QTest::newRow("smallest") << QByteArray("1e-16383");
    QTest::newRow("pairs and halves") << QByteArray(R"("\ud83d\ude00\ud83d \u0000 \udc00")");
    QTest::newRow("bytes") << QByteArray("\"\xff\xC3\xA9\xED\xA0\x80\"");
  }
  void whatTheCleanerLetsThroughPostgresTakes() {
    QFETCH(QByteArray, json);
    const std::string uri = test::TestPostgres::instance().uri("postgres");
    const std::string clean = storage::cleanJson(json.toStdString());
    QVERIFY(!test::TestPostgres::run(uri, "select length($j$" + clean + "$j$::jsonb::text)").empty());
  }
};

QTEST_GUILESS_MAIN(SlotsTest)
#include "slots_test.moc"
