// SPDX-License-Identifier: Apache-2.0
#include "backend/process/child_entry.h"
#include "tests/integration/jobs/engine_fixture.h"
#include "tests/support/redis_writer.h"

#include <cstring>

#include <QtTest>

using namespace heddle;
using namespace std::chrono_literals;
using test::EngineFixture;
using test::quoted;
using test::Seen;

class EngineTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void streamsToTheEnd() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    auto request = fixture.request("stepper", R"({"text":"hi"})");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    QVERIFY(created.has_value());
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(seen.gaps, 0);
    QVERIFY(seen.contiguous());
    QCOMPARE(seen.events.front().event, std::string("metadata"));
    const auto wanted = "{\"run_id\":" + quoted(run.text()) +
                        ",\"attempt\":1,\"thread_id\":" + quoted(created->run.threadId.text()) + "}";
    QCOMPARE(*seen.events.front().data, wanted);
    QCOMPARE(*seen.last("custom")->data, std::string(R"({"token":2})"));
    QVERIFY(seen.last("values")->data->find("third") != std::string::npos);
    QCOMPARE(fixture.statusOf(run), std::string("success"));
    QCOMPARE(fixture.sql("select count(*) from heddle_run_slot"), std::string("0"));
    QVERIFY(fixture.run(replica.engine.waitTerminal(created->run.threadId, run, 5s)));
  }

  void joinsLiveAndAfterTheEnd() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    auto request =
        fixture.request("stepper", "{\"gate\":" + quoted(fixture.path("gate")) + "}", ",\"resumable\":true");
    const auto run = request.runId;
    const auto thread = request.threadId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    Seen first;
    fixture.run(test::listen(*created->subscription, first, [&] { return first.last("custom") != nullptr; }));

    auto joined = fixture.run(replica.engine.join(thread, run, first.events[1].id));
    QVERIFY(joined.has_value());
    auto replayed = fixture.run(replica.engine.join(thread, run, jobs::EventId{}));
    auto late = fixture.run(replica.engine.join(thread, run, std::nullopt));
    fixture.touch("gate");
    Seen rest, whole, fromNow;
    fixture.run(test::listen(**joined, rest));
    fixture.run(test::listen(**replayed, whole));
    fixture.run(test::listen(**late, fromNow));
    fixture.run(test::listen(*created->subscription, first));
    QVERIFY(rest.ended && whole.ended && fromNow.ended && first.ended);
    QCOMPARE(rest.gaps + whole.gaps + fromNow.gaps, 0);
    QCOMPARE(rest.events.front().id.n, std::int64_t{3});
    QCOMPARE(whole.names(), first.names());
    QVERIFY(whole.contiguous());
    QVERIFY(fromNow.events.size() < first.events.size());

    // The stream is over: the log serves the resumable run from anywhere.
    auto again = fixture.run(replica.engine.join(thread, run, first.events[3].id));
    Seen tail;
    fixture.run(test::listen(**again, tail));
    QVERIFY(tail.ended);
    QCOMPARE(tail.events.size(), first.events.size() - 4);
    auto without = fixture.run(replica.engine.join(thread, run, std::nullopt));
    Seen stored;
    fixture.run(test::listen(**without, stored));
    QVERIFY(stored.ended);
    QVERIFY(stored.last("values") != nullptr);
  }

  void streamsAcrossReplicas() {
    EngineFixture fixture;
    auto& busy = fixture.addReplica();
    auto& idle =
        fixture.addReplica([](auto& options) { options.runners.pools.front().spec.graphs.text = "{}"; });
    QVERIFY(fixture.awaitLoaded(busy));
    auto request = fixture.request(
        "stepper", "{\"tokens\":500,\"gate\":" + quoted(fixture.path("gate")) + "}", ",\"resumable\":true");
    const auto run = request.runId;
    const auto thread = request.threadId;
    auto created = fixture.run(idle.engine.create(std::move(request), {true}));
    QVERIFY(created.has_value());
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen, [&] { return seen.events.size() > 20; }));
    auto joined = fixture.run(idle.engine.join(thread, run, seen.events[9].id));
    fixture.touch("gate");
    fixture.run(test::listen(*created->subscription, seen));
    Seen rest;
    fixture.run(test::listen(**joined, rest));
    QVERIFY(seen.ended && rest.ended);
    QCOMPARE(seen.gaps + rest.gaps, 0);
    QVERIFY(seen.contiguous());
    QVERIFY(seen.events.size() > 500);
    QCOMPARE(rest.events.size(), seen.events.size() - 10);
  }

  /// A run without log: who comes back to it from elsewhere gets what its owner still remembers.
  void aRemoteListenerIsRefilled() {
    EngineFixture fixture;
    auto& busy = fixture.addReplica();
    auto& idle =
        fixture.addReplica([](auto& options) { options.runners.pools.front().spec.graphs.text = "{}"; });
    QVERIFY(fixture.awaitLoaded(busy));
    auto request =
        fixture.request("stepper", "{\"tokens\":200,\"gate\":" + quoted(fixture.path("gate")) + "}");
    const auto run = request.runId;
    const auto thread = request.threadId;
    auto created = fixture.run(idle.engine.create(std::move(request), {true}));
    Seen first, rest;
    const auto token = [&](int n) {
      const auto* last = first.last("custom");
      return last != nullptr && *last->data == "{\"token\":" + std::to_string(n) + "}";
    };
    fixture.run(test::listen(*created->subscription, first, [&] { return token(0); }));
    Seen whole;
    fixture.run(test::listen(*created->subscription, whole, [&] {
      return whole.last("custom") && *whole.last("custom")->data == "{\"token\":199}";
    }));
    created->subscription.reset();
    auto joined = fixture.run(idle.engine.join(thread, run, first.events.back().id));
    QVERIFY(joined.has_value());
    fixture.touch("gate");
    fixture.run(test::listen(**joined, rest));
    QVERIFY(rest.ended);
    QCOMPARE(rest.gaps, 0);
    QCOMPARE(rest.events.front().id.n, first.events.back().id.n + 1);
    QVERIFY(rest.events.size() > 200);
    QCOMPARE(idle.engine.state().streams.gaps, std::int64_t{0});
    QVERIFY(busy.engine.state().streams.refillsServed > 0);
  }

  /// What the log of a resumable run had to let go shows as one gap, live and after the end.
  void aTrimmedLogShowsAsAGap() {
    EngineFixture fixture;
    auto& busy = fixture.addReplica([](auto& options) { options.limits.resumableBytes = 1'500; });
    auto& idle =
        fixture.addReplica([](auto& options) { options.runners.pools.front().spec.graphs.text = "{}"; });
    QVERIFY(fixture.awaitLoaded(busy));
    auto request = fixture.request(
        "stepper", "{\"tokens\":5000,\"gate\":" + quoted(fixture.path("gate")) + "}", ",\"resumable\":true");
    const auto run = request.runId;
    const auto thread = request.threadId;
    auto created = fixture.run(idle.engine.create(std::move(request), {true}));
    Seen all;
    fixture.run(test::listen(*created->subscription, all, [&] {
      return all.last("custom") && *all.last("custom")->data == "{\"token\":4999}";
    }));
    const auto kept = fixture.run(idle.live.readLog(run, 0, 0, std::size_t{1} << 26));
    std::size_t bytes = 0;
    for (const auto& entry : *kept)
      bytes += entry.envelope.size();
    QVERIFY2(bytes < 1'500 + 64 * 1024, "the limit, and one flush above it");
    QVERIFY(kept->front().lastN > 100);
    const auto early = all.events[2].id;
    auto joined = fixture.run(idle.engine.join(thread, run, early));
    fixture.touch("gate");
    Seen live, stored;
    fixture.run(test::listen(**joined, live));
    auto again = fixture.run(idle.engine.join(thread, run, early));
    fixture.run(test::listen(**again, stored));
    for (const auto* seen : {&live, &stored}) {
      QVERIFY(seen->ended);
      QCOMPARE(seen->gaps, 1);
      QVERIFY(seen->events.front().id.n > early.n + 1);
      QVERIFY(seen->last("values")->data->find("third") != std::string::npos);
    }
    QCOMPARE(idle.engine.state().streams.gaps, std::int64_t{2});
  }

  void cancelsOnAnotherReplica() {
    EngineFixture fixture;
    auto& busy = fixture.addReplica();
    auto& idle =
        fixture.addReplica([](auto& options) { options.runners.pools.front().spec.graphs.text = "{}"; });
    QVERIFY(fixture.awaitLoaded(busy));
    auto request = fixture.request("stepper", "{\"gate\":" + quoted(fixture.path("never")) + "}");
    const auto run = request.runId;
    const auto thread = request.threadId;
    auto created = fixture.run(busy.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen, [&] { return seen.last("custom") != nullptr; }));
    QVERIFY(fixture.run(idle.engine.cancel(thread, run, core::CancelAction::interrupt)).has_value());
    QVERIFY(fixture.run(idle.engine.waitTerminal(thread, run, 10s)));
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(fixture.statusOf(run), std::string("interrupted"));
    const auto again = fixture.run(idle.engine.cancel(thread, run, core::CancelAction::interrupt));
    QVERIFY2(!again.has_value(), "a finished run cannot be cancelled");
    QCOMPARE(static_cast<int>(again.error().code), static_cast<int>(core::ErrorCode::notFound));
  }

  void rollsBack() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    auto request = fixture.request("stepper", "{\"gate\":" + quoted(fixture.path("never")) + "}");
    const auto run = request.runId;
    const auto thread = request.threadId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen, [&] { return seen.last("custom") != nullptr; }));
    QVERIFY(fixture.run(replica.engine.cancel(thread, run, core::CancelAction::rollback)).has_value());
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(fixture.sql("select count(*) from run"), std::string("0"));
    QCOMPARE(fixture.sql("select count(*) from checkpoints"), std::string("0"));
  }

  void showsErrors() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    auto request = fixture.request("failing", "{}");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(seen.events.back().event, std::string("error"));
    QCOMPARE(*seen.events.back().data, std::string(R"({"error":"ValueError","message":"as told"})"));
    QCOMPARE(fixture.statusOf(run), std::string("error"));
  }

  /// A broken graph ends its runs at once, one that no langgraph.json names after the patience.
  void endsRunsThatNobodyCanLoad() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica([](auto& options) {
      options.runners.pools.front().spec.graphs.text =
          R"({"stepper":"./graphs.py:stepper","failing":"./no_such_file.py:graph"})";
      options.unknownGraphPatience = 0ms;
    });
    for (const std::string graph : {"failing", "turns"}) {
      auto request = fixture.request(graph, "{}");
      const auto run = request.runId;
      auto created = fixture.run(replica.engine.create(std::move(request), {true}));
      QVERIFY(created.has_value());
      Seen seen;
      fixture.run(test::listen(*created->subscription, seen));
      QVERIFY(seen.ended);
      QCOMPARE(seen.names(), (std::vector<std::string>{"metadata", "error"}));
      const auto& said = *seen.events.back().data;
      QVERIFY2(said.starts_with(R"({"error":"GraphLoadError")"), said.c_str());
      const std::string why = graph == "failing" ? "no_such_file.py" : "names: stepper, failing.";
      QVERIFY2(said.find(why) != std::string::npos, said.c_str());
      QCOMPARE(fixture.statusOf(run), std::string("error"));
      QCOMPARE(fixture.sql("select count(*) from heddle_run_slot"), std::string("0"));
    }
  }

  /// A language whose runners never get as far as their graphs: what waits for it is told so once each of
  /// them has failed eight times and no earlier, and later runs go on as before when it is mended.
  void endsRunsOfALanguageThatDoesNotStart() {
    EngineFixture fixture;
    // Both runners together fail 15 times; then they wait for a word.
    const std::string script =
        "echo >> \"$0/starts\"; [ $(wc -l < \"$0/starts\") -gt 15 ] || exit 1; "
        "echo >> \"$0/waiting\"; until [ -e \"$0/on\" ]; do sleep 0.01; done; [ -e \"$0/mended\" ] || exit "
        "1; exec \"$@\"";
    auto& replica = fixture.addReplica([&](auto& options) {
      auto& pool = options.runners.pools.front();
      pool.restartPause = 1ms;
      pool.spec.graphs.text = R"({"stepper":"./graphs.py:stepper"})";
      pool.spec.argv.insert(pool.spec.argv.begin(), {"/bin/sh", "-c", script, fixture.path("")});
      options.unknownGraphPatience = 0ms;
    });
    auto request = fixture.request("stepper", "{}");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    QVERIFY(fixture.turnUntil([&] { return fixture.contents("waiting").size() == 2; }));
    // The look that ends a run of no graph at all leaves this one alone.
    auto unknown = fixture.run(replica.engine.create(fixture.request("turns", "{}"), {true}));
    Seen other, seen, after;
    fixture.run(test::listen(*unknown->subscription, other));
    QVERIFY(other.ended);
    QCOMPARE(fixture.statusOf(run), std::string("pending"));
    fixture.touch("on");
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    const auto& said = *seen.events.back().data;
    QVERIFY2(said.starts_with(R"({"error":"GraphLoadError")"), said.c_str());
    QVERIFY2(said.find("Graph 'stepper' cannot be loaded: its process ended") != std::string::npos,
             said.c_str());
    fixture.touch("mended");
    QVERIFY(fixture.turnUntil([&] { return replica.engine.runners().freePlaces() > 0; }));
    auto later = fixture.run(replica.engine.create(fixture.request("stepper", "{}"), {true}));
    fixture.run(test::listen(*later->subscription, after));
    QVERIFY(after.last("values") != nullptr);
    QCOMPARE(fixture.sql("select string_agg(status, ',' order by created_at) from run"),
             std::string("error,error,success"));
  }

  void leavesRunsToAReplicaThatCanLoadThem() {
    EngineFixture fixture;
    auto& broken = fixture.addReplica([](auto& options) {
      options.runners.pools.front().spec.graphs.text = R"({"stepper":"./no_such_file.py:graph"})";
      options.unknownGraphPatience = 0ms;
    });
    // Another one has joined and has not said yet what it loads.
    fixture.sql("insert into heddle_replica (lease_until) values (now() + interval '1 hour')");
    std::vector<core::RunId> runs;
    std::vector<core::ThreadId> threads;
    for (const std::string graph : {"stepper", "failing"}) {
      auto request = fixture.request(graph, R"({"text":"hi"})");
      runs.push_back(request.runId);
      threads.push_back(request.threadId);
      QVERIFY(fixture.run(broken.engine.create(std::move(request), {})).has_value());
    }
    const auto looked = [&] {
      return fixture.sql("select count(*) from heddle_replica where info ->> 'graphs' = '[]'") == "1";
    };
    QVERIFY(fixture.turnUntil(looked));
    QCOMPARE(fixture.sql("select string_agg(status, ',') from run"), std::string("pending,pending"));
    auto& whole = fixture.addReplica();
    for (std::size_t i = 0; i < runs.size(); ++i)
      QVERIFY(fixture.run(whole.engine.waitTerminal(threads[i], runs[i], 20s)));
    QCOMPARE(fixture.statusOf(runs[0]), std::string("success"));
    QCOMPARE(fixture.sql("select error ->> 'error' from heddle_run where graph_id = 'failing'"),
             std::string("ValueError"));
  }

  void retriesOnceAfterTheRunnerDied() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    auto request = fixture.request("stepper",
                                   "{\"die_once\":" + quoted(fixture.path("died")) +
                                       ",\"ledger\":" + quoted(fixture.path("ledger")) + "}",
                                   ",\"durability\":\"sync\"");
    const auto run = request.runId;
    const auto thread = request.threadId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QVERIFY(seen.contiguous());
    QCOMPARE(seen.gaps, 0);
    QCOMPARE(fixture.statusOf(run), std::string("success"));
    QVERIFY(seen.last("metadata")->data->find("\"attempt\":2") != std::string::npos);
    QCOMPARE(fixture.contents("ledger"), std::string("first\nsecond\nsecond\nthird\n"));
    QCOMPARE(fixture.sql("select jsonb_array_length(\"values\"->'steps') from thread where thread_id = '" +
                         thread.text() + "'"),
             std::string("3"));
  }

  /// DESIGN §4a.1: the second attempt must not answer the second question with the first one's answer.
  void aRetriedAnswerStaysWithItsQuestion() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    auto ask = fixture.request("gates", "{\"die_once\":" + quoted(fixture.path("died")) + "}",
                               ",\"durability\":\"sync\"");
    const auto thread = ask.threadId;
    auto asked = fixture.run(replica.engine.create(std::move(ask), {true}));
    Seen first;
    fixture.run(test::listen(*asked->subscription, first));
    auto answer =
        fixture.request("gates", "null", ",\"durability\":\"sync\",\"command\":{\"resume\":\"yes\"}");
    const auto text = answer.threadId.text();
    answer.kwargs.text.replace(answer.kwargs.text.find(text), text.size(), thread.text());
    answer.threadId = thread;
    const auto run = answer.runId;
    auto answered = fixture.run(replica.engine.create(std::move(answer), {true}));
    QVERIFY(answered.has_value());
    Seen second;
    fixture.run(test::listen(*answered->subscription, second));
    QVERIFY(second.ended);
    QCOMPARE(fixture.statusOf(run), std::string("success"));
    QVERIFY(second.last("metadata")->data->find("\"attempt\":2") != std::string::npos);
    QCOMPARE(fixture.sql("select \"values\"->>'steps' from thread where thread_id = '" + thread.text() + "'"),
             std::string(R"(["one:yes"])"));
    QCOMPARE(fixture.sql("select status from thread where thread_id = '" + thread.text() + "'"),
             std::string("interrupted"));
  }

  void finishesWithoutRedis() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    auto request =
        fixture.request("stepper", "{\"gate\":" + quoted(fixture.path("gate")) + "}", ",\"resumable\":true");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen, [&] { return seen.last("custom") != nullptr; }));
    fixture.redis.kill();
    QVERIFY(fixture.turnUntil([&] { return !replica.live.up(); }));
    fixture.touch("gate");
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QVERIFY(seen.contiguous());
    QCOMPARE(fixture.statusOf(run), std::string("success"));

    // A create does not wait for it either, and its stream is whole.
    auto without = fixture.run(replica.engine.create(fixture.request("stepper", "{}"), {true}));
    QVERIFY(without.has_value());
    Seen second;
    fixture.run(test::listen(*without->subscription, second));
    QVERIFY(second.ended && second.contiguous());
  }

  /// A Redis that takes no more data: nothing is logged and nobody woken, but runs and live streams go on.
  void finishesWithAFullRedis() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    test::RedisWriter writer(fixture.redis.socketPath());
    writer.run({"CONFIG", "SET", "maxmemory", "1"});
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, writer.run({"LPUSH", "any", "1"}));
    auto request = fixture.request("stepper", "{}", ",\"resumable\":true");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended && seen.contiguous());
    QCOMPARE(fixture.statusOf(run), std::string("success"));
    QVERIFY(replica.live.up());
  }

  void remoteListenersEndFromPostgresWithoutRedis() {
    EngineFixture fixture;
    auto& busy = fixture.addReplica();
    auto& idle =
        fixture.addReplica([](auto& options) { options.runners.pools.front().spec.graphs.text = "{}"; });
    QVERIFY(fixture.awaitLoaded(busy));
    fixture.redis.kill();
    QVERIFY(fixture.turnUntil([&] { return !busy.live.up() && !idle.live.up(); }));
    auto request = fixture.request("stepper", R"({"text":"hi"})");
    const auto run = request.runId;
    auto created = fixture.run(idle.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(fixture.statusOf(run), std::string("success"));
    QVERIFY(seen.last("values") != nullptr);
    QVERIFY(seen.last("values")->data->find("third") != std::string::npos);
  }

  /// The run's row goes with its thread; a listener elsewhere that knows a part still gets the whole result.
  void aStatelessResultOutlivesRedis() {
    EngineFixture fixture;
    auto& busy = fixture.addReplica();
    auto& idle =
        fixture.addReplica([](auto& options) { options.runners.pools.front().spec.graphs.text = "{}"; });
    QVERIFY(fixture.awaitLoaded(busy));
    auto request = fixture.request("stepper", "{\"gate\":" + quoted(fixture.path("gate")) + "}");
    request.temporaryThread = true;
    const auto run = request.runId;
    auto created = fixture.run(idle.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen, [&] { return seen.last("values") != nullptr; }));
    fixture.redis.kill();
    QVERIFY(fixture.turnUntil([&] { return !busy.live.up() && !idle.live.up(); }));
    fixture.touch("gate");
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(fixture.sql("select count(*) from run where run_id = '" + run.text() + "'"), std::string("0"));
    QVERIFY(seen.last("values")->data->find("third") != std::string::npos);
    QCOMPARE(seen.gaps, 1);
  }

  /// Taken here at once, and handed back before any runner had it: its listener hears of it from elsewhere.
  void aStreamSurvivesTheLossOfItsFirstReplica() {
    EngineFixture fixture;
    auto& here = fixture.addReplica([](auto& options) { options.runners.pools.front().restartPause = 1min; });
    QVERIFY(fixture.awaitLoaded(here));
    auto& elsewhere = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(elsewhere));
    auto& fleet = here.engine.runners();
    here.queue.onEnqueued = [&fleet]() -> core::Task<void> {
      fleet.killAll("the test");
      while (!fleet.shares().empty())
        co_await fleet.changed().waitFor(1s);
    };
    auto request = fixture.request("stepper", "{\"text\":\"hi\"}");
    request.temporaryThread = true;
    auto created = fixture.run(here.engine.create(std::move(request), {true}));
    QVERIFY(created.has_value());
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QVERIFY(seen.last("values") != nullptr);
    QVERIFY(seen.last("values")->data->find("third") != std::string::npos);
  }

  void runsOfOneThreadQueueUp() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    const auto ledger = quoted(fixture.path("ledger"));
    auto first = fixture.request("stepper",
                                 "{\"ledger\":" + ledger + ",\"gate\":" + quoted(fixture.path("gate")) + "}");
    const auto thread = first.threadId;
    auto one = fixture.run(replica.engine.create(std::move(first), {true}));
    auto second = fixture.request("stepper", "{\"ledger\":" + ledger + "}");
    const auto other = second.threadId.text();
    second.kwargs.text.replace(second.kwargs.text.find(other), other.size(), thread.text());
    second.threadId = thread;
    auto two = fixture.run(replica.engine.create(std::move(second), {true}));
    QVERIFY(two.has_value());
    fixture.touch("gate");
    Seen a, b;
    fixture.run(test::listen(*one->subscription, a));
    fixture.run(test::listen(*two->subscription, b));
    QVERIFY(a.ended && b.ended && a.contiguous() && b.contiguous());
    QCOMPARE(fixture.contents("ledger"), std::string("first\nsecond\nthird\nfirst\nsecond\nthird\n"));
  }

  /// A deploy costs a run nothing: what a step did is not done again, and no step is cut off.
  void handsOffBetweenTwoSteps_data() {
    QTest::addColumn<QString>("durability");
    QTest::newRow("async") << "async";
    QTest::newRow("sync") << "sync";
  }

  void handsOffBetweenTwoSteps() {
    QFETCH(QString, durability);
    EngineFixture fixture;
    auto& replica = fixture.addReplica([](auto& options) { options.shutdownGrace = 15s; });
    QVERIFY(fixture.awaitLoaded(replica));
    auto request = fixture.request("turns",
                                   "{\"ledger\":" + quoted(fixture.path("ledger")) +
                                       ",\"gate\":" + quoted(fixture.path("gate")) + ",\"steps\":[]}",
                                   ",\"durability\":" + quoted(durability.toStdString()));
    request.kwargs.text.replace(request.kwargs.text.find("\"config\":{"), 10,
                                "\"config\":{\"recursion_limit\":10000,");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {false}));
    QVERIFY(created.has_value());
    QVERIFY(fixture.turnUntil([&] { return fixture.contents("ledger").find("end 3") != std::string::npos; }));
    fixture.run(replica.engine.stop());
    QCOMPARE(replica.engine.state().runs.handedOff, std::int64_t{1});
    QCOMPARE(fixture.statusOf(run), std::string("pending"));
    QCOMPARE(fixture.sql("select leased::text || attempt from heddle_run_slot"), std::string("false0"));
    auto& other = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(other));
    const auto before = fixture.contents("ledger").size();
    QVERIFY(fixture.turnUntil([&] { return fixture.contents("ledger").size() > before + 100; }));
    fixture.touch("gate");
    QVERIFY(fixture.run(other.engine.waitTerminal(created->run.threadId, run, 20s)));
    QCOMPARE(fixture.statusOf(run), std::string("success"));
    const int turns = std::stoi(fixture.sql("select jsonb_array_length(\"values\"->'steps') from thread"));
    std::string once;
    for (int n = 0; n < turns; ++n)
      once += "begin " + std::to_string(n) + "\ninner\nend " + std::to_string(n) + "\n";
    QCOMPARE(fixture.contents("ledger"), once);
  }

  void handsOffWhenItStops() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(replica));
    auto request = fixture.request("stepper", "{\"gate\":" + quoted(fixture.path("gate")) + "}");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {false}));
    QVERIFY(created.has_value());
    QVERIFY(fixture.turnUntil([&] { return fixture.sql("select count(*) from checkpoints") != "0"; }));
    fixture.run(replica.engine.stop());
    QCOMPARE(replica.engine.state().runs.handedOff, std::int64_t{1});
    QCOMPARE(fixture.statusOf(run), std::string("pending"));
    QCOMPARE(fixture.sql("select leased::text || attempt from heddle_run_slot"), std::string("false0"));
    auto& other = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(other));
    fixture.touch("gate");
    QVERIFY(fixture.run(other.engine.waitTerminal(created->run.threadId, run, 20s)));
    QCOMPARE(fixture.statusOf(run), std::string("success"));
  }

  void endsARunThatTakesTooLong() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica([](auto& options) { options.limits.timeout = 1s; });
    QVERIFY(fixture.awaitLoaded(replica));
    auto request = fixture.request("stepper", "{\"gate\":" + quoted(fixture.path("never")) + "}");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(seen.events.back().event, std::string("error"));
    QVERIFY(seen.events.back().data->starts_with("{\"error\":\"TimeoutError\""));
    QCOMPARE(fixture.statusOf(run), std::string("timeout"));
    const auto counts = replica.engine.state().runs;
    QCOMPARE(counts.timedOut, std::int64_t{1});
    QCOMPARE(counts.failed + counts.cancelled + counts.lost, std::int64_t{0});
  }

  /// A replica that lost its lease discards what it runs, joins anew, and the run is executed again.
  void aLostLeaseFencesItsRuns() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica([](auto& options) {
      options.lease.renewEvery = 300ms;
      options.sweepEvery = 300ms;
      // Its replica went away, no runner under it: it needs none of its own.
      options.runners.pools.front().quarantineRunners = 0;
    });
    QVERIFY(fixture.awaitLoaded(replica));
    const auto before = replica.engine.replica();
    auto request = fixture.request("stepper", "{\"gate\":" + quoted(fixture.path("gate")) + "}",
                                   ",\"durability\":\"sync\"");
    const auto run = request.runId;
    auto created = fixture.run(replica.engine.create(std::move(request), {true}));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen, [&] { return seen.last("custom") != nullptr; }));
    const auto fence = seen.events.front().id.fence;
    fixture.sql("update heddle_replica set lease_until = now() - interval '1 minute'");
    QVERIFY(fixture.turnUntil([&] { return replica.engine.replica() != before; }));
    fixture.touch("gate");
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QVERIFY(seen.contiguous());
    QVERIFY(seen.events.back().id.fence > fence);
    QCOMPARE(fixture.statusOf(run), std::string("success"));
    QCOMPARE(fixture.sql("select jsonb_array_length(\"values\"->'steps') from thread"), std::string("3"));
  }

  /// DESIGN §4a.2: neither an eager start nor a claim, until the clocks agree again.
  void aReplicaOffTheDatabasesClockClaimsNothing() {
    EngineFixture fixture;
    auto& replica = fixture.addReplica([](auto& options) { options.lease.renewEvery = 50ms; });
    QVERIFY(fixture.awaitLoaded(replica));
    replica.queue.skew = 1500ms;
    QVERIFY(fixture.turnUntil([&] { return replica.engine.state().clockOff; }));
    auto created = fixture.run(replica.engine.create(fixture.request("stepper", "{}"), {true}));
    QVERIFY(created.has_value());
    QCOMPARE(fixture.sql("select leased from heddle_run_slot"), std::string("f"));
    // Another replica in good order takes it, while this one looks on.
    auto& right = fixture.addReplica();
    QVERIFY(fixture.awaitLoaded(right));
    Seen seen;
    fixture.run(test::listen(*created->subscription, seen));
    QVERIFY(seen.ended);
    QCOMPARE(fixture.sql("select count(*) from heddle_run where fence is not null"), std::string("1"));
    fixture.run(right.engine.stop());
    auto waiting = fixture.run(replica.engine.create(fixture.request("stepper", "{}"), {true}));
    QCOMPARE(fixture.sql("select leased from heddle_run_slot"), std::string("f"));
    replica.queue.skew = 0ms;
    Seen after;
    fixture.run(test::listen(*waiting->subscription, after));
    QVERIFY(after.ended);
    QVERIFY(!replica.engine.state().clockOff);
  }
};

/// The spawner starts its children through this very program.
int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], process::kChildVerb) == 0)
    return process::runChild(std::vector<std::string>(argv + 2, argv + argc));
  EngineTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "engine_test.moc"
