// SPDX-License-Identifier: Apache-2.0
// Runner processes that die, grow, hang or are replaced, and what becomes of their runs.
#include "backend/process/child_entry.h"
#include "tests/integration/jobs/engine_fixture.h"

#include <csignal>
#include <cstring>

#include <QtTest>

using namespace heddle;
using namespace std::chrono_literals;
using test::EngineFixture;
using test::quoted;
using test::Seen;

class RunnersTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// A run that takes down its runner every time must not take others with it more than once.
  void aPoisonRunSpendsItsOwnAttempts() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    std::vector<core::RunId> innocents;
    for (int i = 0; i < 2; ++i) {
      auto request = fixture.request(
          "stepper",
          "{\"ledger\":" + quoted(fixture.path("ledger")) + ",\"gate\":" + quoted(fixture.path("gate")) + "}",
          ",\"durability\":\"sync\"");
      innocents.push_back(request.runId);
      QVERIFY(fixture.run(replica.engine.create(std::move(request), {false})).has_value());
    }
    QVERIFY(fixture.turnUntil(
        [&] { return fixture.contents("ledger").size() == 2 * strlen("first\nsecond\n"); }));
    auto request = fixture.request("poison", "{\"ledger\":" + quoted(fixture.path("deaths")) + "}");
    const auto poison = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(fixture.statusOf(poison), std::string("error"));
    QVERIFY(seen.events.back().data->find("MaxAttemptsExceeded") != std::string::npos);
    QCOMPARE(fixture.contents("deaths"), std::string("poison\npoison\npoison\n"));
    fixture.touch("gate");
    for (const auto& run : innocents) {
      QVERIFY(fixture.turnUntil([&] { return fixture.statusOf(run) == "success"; }));
      QCOMPARE(fixture.sql("select attempt from heddle_run where run_id = '" + run.text() + "'"),
               std::string("2"));
    }
  }

  /// What cost a run its attempts was no runner, so it is tried beside the others; but at its last one it has
  /// a runner of its own, which no other can take down.
  void theLastAttemptHasARunnerOfItsOwn() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica([&](auto& options) {
      auto& argv = options.runners.pools.front().spec.argv;
      const std::string script = "until [ -e \"$0\" ]; do sleep 0.01; done; exec \"$@\"";
      argv.insert(argv.begin(), {"/bin/sh", "-c", script, fixture.path("load")});
    });
    std::vector<std::unique_ptr<jobs::Subscription>> streams;
    for (const std::string attempts : {"0", "1", "2"}) {
      auto request = fixture.request("stepper", R"({"tells_pid":true})");
      const auto run = request.runId.text();
      auto created = fixture.run(replica.engine.create(std::move(request), {true}));
      streams.push_back(std::move(created->subscription));
      fixture.sql("update heddle_run_slot set attempt = " + attempts + " where run_id = '" + run + "'");
    }
    fixture.touch("load");
    std::vector<std::string> pids;
    for (const auto& stream : streams) {
      Seen seen;
      fixture.run(test::listen(*stream, seen));
      QVERIFY(seen.ended && seen.last("custom") != nullptr);
      pids.push_back(*seen.last("custom")->data);
    }
    QCOMPARE(fixture.sql("select string_agg(attempt::text, ' ' order by attempt) from heddle_run"),
             std::string("1 2 3"));
    QVERIFY(pids[0].starts_with("{\"pid\":"));
    QCOMPARE(pids[1], pids[0]);
    QVERIFY(pids[2] != pids[0]);
  }

  /// Runners for single runs cost memory; they go when there is no more work for them.
  void idleQuarantineRunnersEnd() {
    EngineFixture fixture;
    auto& replica =
        fixture.addReplica([](auto& options) { options.runners.pools.front().quarantineIdle = 100ms; });
    QVERIFY(fixture.awaitLoaded(replica));
    auto request =
        fixture.request("stepper", "{\"die_once\":" + quoted(fixture.path("died")) + ",\"tells_pid\":true}");
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    const auto* told = seen.last("custom");
    QVERIFY(told != nullptr && told->data->starts_with("{\"pid\":"));
    const int pid = std::stoi(told->data->substr(std::strlen("{\"pid\":")));
    QVERIFY(fixture.turnUntil([pid] { return ::kill(pid, 0) != 0; }));
    QVERIFY2(replica.engine.runners().executorFor("stepper") != nullptr, "the others stay");
  }

  /// engine.md §7: a blocked loop is no death. Its run goes on, and new ones wait for it or go elsewhere.
  void aBlockedLoopGetsNoNewRunsAndKeepsItsOwn() {
    EngineFixture fixture;
    auto& replica =
        fixture.addReplica([](auto& options) { options.runners.pools.front().blockedLoop = 500ms; });
    QVERIFY(fixture.awaitLoaded(replica));
    auto request = fixture.request("blocking", "{\"gate\":" + quoted(fixture.path("gate")) + "}");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    QVERIFY(fixture.turnUntil([&] { return replica.engine.runners().freePlaces() == 0; }));
    auto waiting = fixture.run(replica.engine.create(fixture.request("stepper", "{}"), {true}));
    QCOMPARE(fixture.sql("select count(*) from heddle_run_slot where leased"), std::string("1"));
    QCOMPARE(replica.engine.runners().info().workersBlocked, 1);
    fixture.touch("gate");
    Seen seen, after;
    fixture.run(test::listen(*created->subscription, seen));
    fixture.run(test::listen(*waiting->subscription, after));
    QVERIFY(seen.ended && after.ended);
    QCOMPARE(fixture.statusOf(run), std::string("success"));
    QCOMPARE(fixture.sql("select distinct attempt from heddle_run"), std::string("1"));
  }

  /// A run that its runner does not take up in time costs an attempt, and is done once all the same.
  void aRunThatIsNotStartedInTimeGoesElsewhere() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica([](auto& options) {
      options.limits.startPatience = 2s;
      options.runners.pools.front().blockedLoop = 1h;
    });
    QVERIFY(fixture.awaitLoaded(replica));
    auto request = fixture.request("blocking", "{\"ledger\":" + quoted(fixture.path("blocked")) +
                                                   ",\"gate\":" + quoted(fixture.path("gate")) + "}");
    const auto blocker = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    QVERIFY(fixture.turnUntil([&] { return fixture.contents("blocked") == "blocked\n"; }));
    auto late = fixture.request("stepper", "{\"ledger\":" + quoted(fixture.path("ledger")) + "}");
    const auto run = late.runId;
    auto second = fixture.run(replica.engine.create(std::move(late), {true}));
    Seen seen, first;
    fixture.run(test::listen(*second->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(fixture.statusOf(run), std::string("success"));
    QCOMPARE(fixture.sql("select attempt from heddle_run where run_id = '" + run.text() + "'"),
             std::string("2"));
    fixture.touch("gate");
    fixture.run(test::listen(*created->subscription, first));
    QVERIFY(first.ended);
    QCOMPARE(fixture.sql("select attempt from heddle_run where run_id = '" + blocker.text() + "'"),
             std::string("1"));
    // The runner that was blocked has seen the late RUN and its cancel by now.
    auto last = fixture.run(replica.engine.create(fixture.request("stepper", "{}"), {true}));
    Seen end;
    fixture.run(test::listen(*last->subscription, end));
    QVERIFY(end.ended);
    QCOMPARE(fixture.contents("ledger"), std::string("first\nsecond\nthird\n"));
  }

  /// Above the soft limit a runner makes room: its run goes on, new ones go to another.
  void aRunnerAboveItsSoftLimitIsReplaced() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica([](auto& options) {
      options.runners.pools.front().memory.soft = std::int64_t{350} << 20;
      options.runners.pools.front().memory.lookEvery = 50ms;
    });
    QVERIFY(fixture.awaitLoaded(replica));
    auto& pool = replica.engine.runners();
    auto* before = pool.executorFor("hungry");
    auto request = fixture.request("hungry", "{\"die_once\":" + quoted(fixture.path("died")) +
                                                 ",\"gate\":" + quoted(fixture.path("gate")) + "}");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    QVERIFY(fixture.turnUntil([&] {
      auto* now = pool.executorFor("stepper");
      return now != nullptr && now != before && now->active() == 0;
    }));
    QCOMPARE(pool.info().workersActive, 1);
    auto other = fixture.run(replica.engine.create(fixture.request("stepper", "{}"), {true}));
    Seen seen, after;
    fixture.run(test::listen(*other->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(fixture.statusOf(run), std::string("pending"));
    fixture.touch("gate");
    fixture.run(test::listen(*created->subscription, after));
    QVERIFY(after.last("values")->data->find("hungry 400") != std::string::npos);
    QCOMPARE(fixture.sql("select distinct attempt from heddle_run"), std::string("1"));
  }

  /// Above the hard limit it is killed, and its runs are tried again.
  void aRunnerAboveItsHardLimitIsKilled() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica([](auto& options) {
      options.runners.pools.front().memory.hard = std::int64_t{350} << 20;
      options.runners.pools.front().memory.lookEvery = 50ms;
    });
    QVERIFY(fixture.awaitLoaded(replica));
    auto request = fixture.request("hungry", "{\"die_once\":" + quoted(fixture.path("died")) +
                                                 ",\"ledger\":" + quoted(fixture.path("ledger")) +
                                                 ",\"gate\":" + quoted(fixture.path("gate")) + "}");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    QVERIFY(fixture.turnUntil([&] { return fixture.contents("ledger") == "hungry\nhungry\n"; }));
    fixture.touch("gate");
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.last("values")->data->find("hungry 0") != std::string::npos);
    QCOMPARE(fixture.statusOf(run), std::string("success"));
    QVERIFY(seen.last("metadata")->data->find("\"attempt\":2") != std::string::npos);
  }

  void givesUpARunThatDoesNotStop() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    auto request = fixture.request("stubborn", "{\"gate\":" + quoted(fixture.path("never")) + "}");
    const auto run = request.runId;
    const auto thread = request.threadId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen, [&] { return seen.last("custom") != nullptr; }));
    QVERIFY(fixture.run(replica.engine.cancel(thread, run, core::CancelAction::interrupt)).has_value());
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(fixture.statusOf(run), std::string("interrupted"));
    // Its runner is replaced and the next run of the thread goes on.
    QVERIFY(fixture.turnUntil([&] { return replica.engine.runners().executorFor("stepper") != nullptr; }));
    auto next = fixture.run(replica.engine.create(fixture.request("stepper", "{}"), {true}));
    Seen after;
    fixture.run(test::listen(*next->subscription, after));
    QVERIFY(after.ended);
  }

  void answersQuestionsAndReloads() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    const auto known =
        fixture.run(replica.engine.reader().call("graph", {R"({"graph_id":"stepper","config":{}})"}, {}));
    QVERIFY(known.has_value());
    QVERIFY(known->text.find("second") != std::string::npos);
    const auto unknown =
        fixture.run(replica.engine.reader().call("graph", {R"({"graph_id":"nope","config":{}})"}, {}));
    QCOMPARE(static_cast<int>(unknown.error().code), static_cast<int>(core::ErrorCode::notFound));
    auto& pool = replica.engine.runners();
    const auto before = pool.info();
    QCOMPARE(before.graphs.size(), std::size_t{8});
    pool.reload();
    QVERIFY2(pool.executorFor("stepper") != nullptr, "the old generation serves while the new one loads");
    QVERIFY(fixture.turnUntil([&] { return pool.info().generation == before.generation + 1; }));
    QVERIFY(pool.executorFor("stepper") != nullptr);
  }
};

/// The spawner starts its children through this very program.
int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], process::kChildVerb) == 0)
    return process::runChild(std::vector<std::string>(argv + 2, argv + argc));
  RunnersTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "runners_test.moc"
