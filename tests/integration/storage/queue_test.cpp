// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "tests/integration/storage/storage_fixture.h"
#endif

#include <QtTest>

using namespace heddle;
using test::StorageFixture;

/// The ordinary life of runs: creation, claim, finish, cancel, multitask (DESIGN §4a.9-15).
class QueueTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aRunGoesFromPendingToSuccess() {
    StorageFixture f;
    const auto thread = f.newThread();
    auto request = f.request(thread);
    request.metadata.text = R"({"mine": 1})";
    request.config.text = R"({"configurable": {"user": "u", "checkpoint_id": "c"}})";
    const auto created = f.enqueue(request);
    QCOMPARE(created.run.status, core::RunStatus::pending);
    QVERIFY(created.run.createdAt.ends_with("+00:00"));
    QCOMPARE(f.threadStatus(thread), std::string("busy"));
    QCOMPARE(f.runStatus(request.runId), std::string("pending"));
    QCOMPARE(f.sql("select metadata->>'graph_id' || (metadata->>'assistant_id') from thread"),
             "echo" + f.assistant.text());
    QCOMPARE(f.sql("select config::text from thread"),
             std::string(R"({"configurable": {"user": "u", "model": "a"}})"));
    QCOMPARE(
        f.sql("select metadata->>'mine' || (metadata->>'created_by') || (metadata->>'graph_id') from run"),
        std::string("1systemecho"));
    QCOMPARE(f.sql("select kwargs#>>'{config,configurable,checkpoint_id}' || "
                   "(kwargs#>>'{config,configurable,run_id}') "
                   "from run"),
             "c" + request.runId.text());

    const auto claimed = f.claim();
    QCOMPARE(claimed.size(), std::size_t(1));
    QCOMPARE(*claimed[0].slot.runId, request.runId);
    QCOMPARE(claimed[0].attempt, 1);
    QVERIFY(claimed[0].slot.fence > (std::int64_t(1) << 40));
    QCOMPARE(f.runStatus(request.runId), std::string("running"));
    QVERIFY(f.claim().empty());

    auto end = f.finishOf(claimed[0].slot);
    end.values = core::JsonText{R"({"n": 12345678901234567890})"};
    end.next = core::JsonText{"[]"};
    end.interrupts = core::JsonText{"{}"};
    end.snapshot = core::JsonText{R"({"checkpoint": {"checkpoint_id": "1ef"}})"};
    QCOMPARE(f.finish(end).outcome, core::FinishOutcome::committed);
    QCOMPARE(f.runStatus(request.runId), std::string("success"));
    QCOMPARE(f.threadStatus(thread), std::string("idle"));
    QCOMPARE(f.sql("select \"values\"->>'n' from thread"), std::string("12345678901234567890"));
    QCOMPARE(f.sql("select checkpoint_id from heddle_thread_state"), std::string("1ef"));
    QCOMPARE(f.sql("select count(*) from heddle_run_slot"), std::string("0"));
    QCOMPARE(f.sql("select attempt from heddle_run where started_at <= ended_at"), std::string("1"));
  }

  void aMergedConfigIsTakenAtItsWord() {
    StorageFixture f;
    auto request = f.request(f.newThread());
    request.kwargs.text = R"({"config": {"recursion_limit": 7, "configurable": {"x-seen": "1"}}})";
    request.config.text = R"({"configurable": {"user": "u"}})";
    f.enqueue(request);
    QCOMPARE(
        f.sql("select (kwargs#>>'{config,recursion_limit}') || (kwargs#>>'{config,configurable,x-seen}') || "
              "(kwargs#>>'{config,configurable,run_id}') || (kwargs#>'{config,configurable}' ? 'user') from "
              "run"),
        "71" + request.runId.text() + "false");
    QCOMPARE(f.sql("select config#>>'{configurable,user}' from thread"), std::string("u"));
  }

  void creationIsIdempotentByRunId() {
    StorageFixture f;
    auto request = f.request(f.newThread());
    const auto first = f.enqueue(request), second = f.enqueue(request);
    QCOMPARE(first.run.createdAt, second.run.createdAt);
    QCOMPARE(f.sql("select count(*) from run"), std::string("1"));
    f.finish(f.finishOf(f.claim().at(0).slot));
    f.enqueue(request);
    QCOMPARE(f.sql("select count(*) from heddle_run_slot"), std::string("0"));
    request.runId = core::RunId{core::Uuid::random()};
    request.eagerOwner = f.replica;
    const auto fence = f.enqueue(request).claimed->slot.fence;
    QCOMPARE(f.enqueue(request).claimed->slot.fence, fence);
  }

  void unknownThreadsAndAssistantsAreNotFound() {
    StorageFixture f;
    auto request = f.request(core::ThreadId{core::Uuid::random()});
    QCOMPARE(f.run(f.queue->enqueue(request)).error().code, core::ErrorCode::notFound);
    QCOMPARE(f.sql("select count(*) from heddle_run_slot"), std::string("0"));
    request.createThread = true;
    QVERIFY(f.run(f.queue->enqueue(request)).has_value());
    request = f.request(f.newThread());
    request.assistantId = core::AssistantId{core::Uuid::random()};
    QCOMPARE(f.run(f.queue->enqueue(request)).error().code, core::ErrorCode::notFound);
  }

  void anEagerClaimNeedsNoSecondStep() {
    StorageFixture f;
    const auto thread = f.newThread();
    auto request = f.request(thread);
    request.eagerOwner = f.replica;
    const auto created = f.enqueue(request);
    QVERIFY(created.claimed.has_value());
    QCOMPARE(created.claimed->attempt, 1);
    QCOMPARE(f.runStatus(request.runId), std::string("running"));
    auto behind = f.request(thread);
    behind.eagerOwner = f.replica;
    QVERIFY(!f.enqueue(behind).claimed.has_value());
    auto later = f.request(f.newThread());
    later.eagerOwner = f.replica;
    later.after = std::chrono::hours(1);
    QVERIFY(!f.enqueue(later).claimed.has_value());
    QVERIFY(f.claim().empty());
  }

  void aReplicaWithoutALeaseClaimsNothing() {
    StorageFixture f;
    f.enqueue(f.request(f.newThread()));
    f.expireLease(f.replica);
    QVERIFY(f.claim().empty());
    auto eager = f.request(f.newThread());
    eager.eagerOwner = f.replica;
    QVERIFY(!f.enqueue(eager).claimed.has_value());
    QVERIFY(!f.run(f.queue->heartbeat(f.replica)).alive);
    f.replica = f.run(f.queue->join(core::JsonText{"{}"})).replica;
    QVERIFY(f.run(f.queue->heartbeat(f.replica)).alive);
    QCOMPARE(f.claim().size(), std::size_t(2));
  }

  void onlyLoadedGraphsAreClaimed() {
    StorageFixture f;
    f.enqueue(f.request(f.newThread()));
    QVERIFY(f.run(f.queue->claim(f.replica, 8, {"other"})).empty());
    QCOMPARE(f.run(f.queue->claim(f.replica, 8, {"other", "echo"})).size(), std::size_t(1));
  }

  void runsOfOneThreadComeInOrder() {
    StorageFixture f;
    const auto thread = f.newThread();
    std::vector<core::RunId> order;
    for (int i = 0; i < 5; ++i) {
      const auto request = f.request(thread);
      order.push_back(request.runId);
      f.enqueue(request);
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto claimed = f.claim();
      QCOMPARE(claimed.size(), std::size_t(1));
      QCOMPARE(*claimed[0].slot.runId, order[i]);
      QCOMPARE(f.finish(f.finishOf(claimed[0].slot)).nextReady, i + 1 < order.size());
      QCOMPARE(f.threadStatus(thread), std::string(i + 1 < order.size() ? "busy" : "idle"));
    }
  }

  /// A run that was lost and rests before its next attempt has begun: what comes later stays behind it.
  void nobodyOvertakesARunThatHasBegun() {
    StorageFixture f;
    const auto thread = f.newThread();
    auto begun = f.request(thread);
    f.enqueue(begun);
    f.sql("update heddle_run_slot set attempt = 2, started_at = now(), due_at = now() + interval '1 hour'");
    f.enqueue(f.request(thread));
    QCOMPARE(f.sql("select run_id::text || ' ' || attempt || ' ' || behind from heddle_run_slot"),
             begun.runId.text() + " 2 1");
  }

  void anEarlierRunOvertakesADelayedHead() {
    StorageFixture f;
    const auto thread = f.newThread();
    auto delayed = f.request(thread);
    delayed.after = std::chrono::hours(1);
    f.enqueue(delayed);
    QVERIFY(f.claim().empty());
    const auto now = f.request(thread);
    f.enqueue(now);
    const auto claimed = f.claim();
    QCOMPARE(claimed.size(), std::size_t(1));
    QCOMPARE(*claimed[0].slot.runId, now.runId);
    QVERIFY(!f.finish(f.finishOf(claimed[0].slot)).nextReady);
    QCOMPARE(f.sql("select run_id from heddle_run_slot"), delayed.runId.text());
  }

  void rejectRefusesABusyThread() {
    StorageFixture f;
    const auto thread = f.newThread();
    f.enqueue(f.request(thread));
    auto request = f.request(thread);
    request.strategy = core::MultitaskStrategy::reject;
    QCOMPARE(f.run(f.queue->enqueue(request)).error().code, core::ErrorCode::conflict);
    QCOMPARE(f.sql("select count(*) from run"), std::string("1"));
    QCOMPARE(f.sql("select behind from heddle_run_slot"), std::string("0"));
  }

  void supersedingEndsAllOtherRuns_data() {
    QTest::addColumn<bool>("rollback");
    QTest::addColumn<bool>("running");
    QTest::newRow("interrupt, head pending") << false << false;
    QTest::newRow("interrupt, head running") << false << true;
    QTest::newRow("rollback, head pending") << true << false;
    QTest::newRow("rollback, head running") << true << true;
  }
  void supersedingEndsAllOtherRuns() {
    QFETCH(bool, rollback);
    QFETCH(bool, running);
    StorageFixture f;
    const auto thread = f.newThread();
    const auto head = f.request(thread), waiting = f.request(thread);
    f.enqueue(head);
    f.enqueue(waiting);
    std::vector<core::ClaimedRun> claimed;
    if (running) claimed = f.claim();
    auto newcomer = f.request(thread);
    newcomer.strategy = rollback ? core::MultitaskStrategy::rollback : core::MultitaskStrategy::interrupt;
    newcomer.eagerOwner = f.replica;
    const auto created = f.enqueue(newcomer);
    QCOMPARE(created.superseded.size(), std::size_t(2));
    QCOMPARE(f.runStatus(waiting.runId), std::string(rollback ? "" : "interrupted"));
    QCOMPARE(created.claimed.has_value(), !running);
    if (running) {
      QVERIFY(created.superseded[1].owner == f.replica);
      const auto beat = f.run(f.queue->heartbeat(f.replica));
      QCOMPARE(beat.cancels.size(), std::size_t(1));
      QCOMPARE(beat.cancels[0].action,
               rollback ? core::CancelAction::rollback : core::CancelAction::interrupt);
      // It reached its end before it heard of the cancel: the accepted cancel counts all the same.
      QVERIFY(f.finish(f.finishOf(claimed[0].slot)).nextReady);
      QCOMPARE(*f.claim().at(0).slot.runId, newcomer.runId);
    }
    QCOMPARE(f.runStatus(head.runId), std::string(rollback ? "" : "interrupted"));
    QCOMPARE(f.runStatus(newcomer.runId), std::string("running"));
    QCOMPARE(f.sql("select count(*) from heddle_run_wait"), std::string("0"));
    QCOMPARE(f.sql("select behind from heddle_run_slot"), std::string("0"));
  }

  void cancelOfAPendingRunEndsItAtOnce() {
    StorageFixture f;
    const auto thread = f.newThread("error");
    const auto first = f.request(thread), second = f.request(thread);
    f.enqueue(first);
    f.enqueue(second);
    auto answer = f.run(f.queue->cancel(thread, second.runId, core::CancelAction::rollback));
    QCOMPARE(answer.outcome, core::CancelOutcome::done);
    QCOMPARE(f.runStatus(second.runId), std::string());
    QCOMPARE(f.threadStatus(thread), std::string("busy"));
    answer = f.run(f.queue->cancel(thread, first.runId, core::CancelAction::interrupt));
    QCOMPARE(answer.outcome, core::CancelOutcome::done);
    QVERIFY(!answer.run->owner.has_value());
    QCOMPARE(f.runStatus(first.runId), std::string("interrupted"));
    QCOMPARE(f.threadStatus(thread), std::string("error"));  // as before: nothing has run
    QCOMPARE(f.run(f.queue->cancel(thread, first.runId, core::CancelAction::interrupt)).outcome,
             core::CancelOutcome::notLive);
    QCOMPARE(f.run(f.queue->cancel(thread, second.runId, core::CancelAction::interrupt)).outcome,
             core::CancelOutcome::notFound);
  }

  void cancelOfAPendingHeadFreesTheNext() {
    StorageFixture f;
    const auto thread = f.newThread();
    const auto first = f.request(thread), second = f.request(thread);
    f.enqueue(first);
    f.enqueue(second);
    QVERIFY(f.run(f.queue->cancel(thread, first.runId, core::CancelAction::interrupt)).nextReady);
    QCOMPARE(*f.claim().at(0).slot.runId, second.runId);
  }

  void cancelOfALiveRunReachesItsOwner() {
    StorageFixture f;
    const auto thread = f.newThread();
    const auto request = f.request(thread);
    f.enqueue(request);
    const auto claimed = f.claim().at(0);
    const auto answer = f.run(f.queue->cancel(thread, request.runId, core::CancelAction::interrupt));
    QCOMPARE(answer.outcome, core::CancelOutcome::signalled);
    QVERIFY(answer.run->owner == f.replica);
    QCOMPARE(f.run(f.queue->heartbeat(f.replica)).cancels.at(0).runId.text(), request.runId.text());
    // A cancelled run is never handed on, it ends.
    QVERIFY(f.run(f.queue->handBack(claimed.slot, core::HandBack::handedOff)));
    QCOMPARE(f.runStatus(request.runId), std::string("interrupted"));
    QCOMPARE(f.sql("select count(*) from heddle_run_slot"), std::string("0"));
  }

  void oldFencesAreRefused() {
    StorageFixture f;
    const auto request = f.request(f.newThread());
    f.enqueue(request);
    const auto old = f.claim().at(0);
    QVERIFY(f.run(f.queue->handBack(old.slot, core::HandBack::lost)));
    QVERIFY(!f.run(f.queue->handBack(old.slot, core::HandBack::lost)));
    QCOMPARE(f.finish(f.finishOf(old.slot)).outcome, core::FinishOutcome::fenced);
    const auto fresh = f.claim().at(0);
    QVERIFY(fresh.slot.fence > old.slot.fence);
    QCOMPARE(fresh.attempt, 2);
    QCOMPARE(f.finish(f.finishOf(old.slot)).outcome, core::FinishOutcome::fenced);
    QCOMPARE(f.finish(f.finishOf(fresh.slot)).outcome, core::FinishOutcome::committed);
    QCOMPARE(f.finish(f.finishOf(fresh.slot)).outcome, core::FinishOutcome::fenced);  // repeat
  }

  void onlyARunThatLostItsRunnerIsASuspect() {
    StorageFixture f;
    const auto thread = f.newThread();
    f.enqueue(f.request(thread));
    f.enqueue(f.request(thread));
    QVERIFY(f.run(f.queue->handBack(f.claim().at(0).slot, core::HandBack::lost)));
    auto claimed = f.claim().at(0);
    QVERIFY(claimed.attempt == 2 && !claimed.lostARunner);
    QVERIFY(f.run(f.queue->handBack(claimed.slot, core::HandBack::runnerLost)));
    f.sql("update heddle_run_slot set due_at = now()");  // it steps back for a second
    claimed = f.claim().at(0);
    QVERIFY(claimed.attempt == 3 && claimed.lostARunner);
    f.finish(f.finishOf(claimed.slot));
    QVERIFY2(!f.claim().at(0).lostARunner, "the next run of the thread is another one");
  }

  void aGracefulHandBackCostsNoAttempt() {
    StorageFixture f;
    f.enqueue(f.request(f.newThread()));
    f.run(f.queue->handBack(f.claim().at(0).slot, core::HandBack::handedOff));
    QCOMPARE(f.claim().at(0).attempt, 1);
  }

  void endStatusOfTheThread_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("next");
    QTest::addColumn<QByteArray>("expected");
    using enum core::RunStatus;
    QTest::newRow("end") << int(success) << QByteArray("[]") << QByteArray("idle");
    QTest::newRow("at an interrupt") << int(success) << QByteArray(R"(["ask"])") << QByteArray("interrupted");
    QTest::newRow("error") << int(error) << QByteArray(R"(["ask"])") << QByteArray("error");
    QTest::newRow("timeout") << int(timeout) << QByteArray() << QByteArray("error");
    QTest::newRow("cancelled, no word") << int(interrupted) << QByteArray() << QByteArray("idle");
  }
  void endStatusOfTheThread() {
    QFETCH(int, status);
    QFETCH(QByteArray, next);
    QFETCH(QByteArray, expected);
    StorageFixture f;
    const auto thread = f.newThread();
    f.enqueue(f.request(thread));
    auto end = f.finishOf(f.claim().at(0).slot, core::RunStatus(status));
    if (!next.isEmpty()) end.next = core::JsonText{next.toStdString()};
    if (end.status == core::RunStatus::error) end.error = core::JsonText{R"({"error": "E", "message": "m"})"};
    f.finish(end);
    QCOMPARE(f.threadStatus(thread), expected.toStdString());
    QCOMPARE(f.sql("select \"values\"::text from thread"), std::string("{\"n\": 0}"));  // none given: kept
    if (end.error)
      QCOMPARE(f.sql("select convert_from(error, 'UTF8')::jsonb->>'message' from thread"), std::string("m"));
  }

  /// Its questions still wait, also for the runs behind it.
  void aRunThatFailedBeforeItWroteLeavesTheThreadInterrupted_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("wrote");
    QTest::addColumn<QString>("after");
    QTest::newRow("nothing") << "interrupted"
                             << ""
                             << "interrupted";
    QTest::newRow("a write")
        << "interrupted"
        << "insert into checkpoint_writes (thread_id, checkpoint_id, task_id, idx, channel, "
           "type, blob, run_id) values ('%1', 'a', 't', 0, 'c', 'null', '', '%2')"
        << "error";
    QTest::newRow("a checkpoint")
        << "interrupted"
        << "insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, checkpoint, "
           "run_id) values ('%1', '', 'a', '{}', '%2')"
        << "error";
    QTest::newRow("on an idle thread") << "idle"
                                       << ""
                                       << "error";
  }

  void aRunThatFailedBeforeItWroteLeavesTheThreadInterrupted() {
    QFETCH(QString, before);
    QFETCH(QString, wrote);
    QFETCH(QString, after);
    StorageFixture f;
    const auto thread = f.newThread(before.toStdString());
    const auto request = f.request(thread), behind = f.request(thread);
    f.enqueue(request);
    f.enqueue(behind);
    if (!wrote.isEmpty())
      f.sql(wrote.arg(QString::fromStdString(thread.text()), QString::fromStdString(request.runId.text()))
                .toStdString());
    auto end = f.finishOf(f.claim().at(0).slot, core::RunStatus::error);
    end.error = core::JsonText{R"({"error": "UnknownInterruptError", "message": "no"})"};
    QVERIFY(f.finish(std::move(end)).nextReady);
    QCOMPARE(f.threadStatus(thread), std::string("busy"));
    f.run(f.queue->cancel(thread, behind.runId, core::CancelAction::interrupt));
    QCOMPARE(f.threadStatus(thread), after.toStdString());
    QCOMPARE(f.runStatus(request.runId), std::string("error"));
  }

  void valuesTheDatabaseRefusesEndTheRunAsError() {
    StorageFixture f;
    const auto thread = f.newThread();
    const auto request = f.request(thread);
    f.enqueue(request);
    auto end = f.finishOf(f.claim().at(0).slot);
    end.values = core::JsonText{"{\"broken\": "};
    QCOMPARE(f.finish(end).outcome, core::FinishOutcome::committed);
    QCOMPARE(f.runStatus(request.runId), std::string("error"));
    QCOMPARE(f.sql("select \"values\" is null from thread"), std::string("t"));
  }

  void whatJsonbCannotHoldIsReplaced() {
    StorageFixture f;
    const auto request = f.request(f.newThread());
    f.enqueue(request);
    auto end = f.finishOf(f.claim().at(0).slot);
    end.values = core::JsonText{"{\"a\": \"x\\u0000y\\ud800\", \"b\": NaN, \"c\": 1e999999}"};
    f.finish(end);
    QCOMPARE(f.runStatus(request.runId), std::string("success"));
    QCOMPARE(f.sql("select \"values\"::text from thread"),
             std::string("{\"a\": \"x\xEF\xBF\xBDy\xEF\xBF\xBD\", \"b\": null, \"c\": \"1e999999\"}"));
  }

  void aTemporaryThreadGoesWithItsRun() {
    StorageFixture f;
    auto request = f.request(core::ThreadId{core::Uuid::random()});
    request.createThread = request.temporaryThread = true;
    f.enqueue(request);
    const auto claimed = f.claim().at(0);
    QVERIFY(claimed.temporaryThread);
    f.sql("insert into checkpoints (thread_id, checkpoint_id, checkpoint) values ('" +
          request.threadId.text() + "', '1', '{}')");
    auto end = f.finishOf(claimed.slot);
    end.values = core::JsonText{R"({"n": 1})"};
    f.finish(end);
    QCOMPARE(
        f.sql("select (select count(*) from thread) + (select count(*) from run) + (select count(*) from "
              "checkpoints) + (select count(*) from heddle_run_slot)"),
        std::string("0"));
    QCOMPARE(
        f.sql("select outcome->'values'->>'n' from heddle_run where run_id = '" + request.runId.text() + "'"),
        std::string("1"));
    f.sql("update heddle_run set ended_at = now() - interval '1 hour'");
    f.run(f.queue->sweep());
    QCOMPARE(f.sql("select count(*) from heddle_run"), std::string("0"));
  }

  void depthCountsWhatWaits() {
    StorageFixture f;
    const auto thread = f.newThread();
    f.enqueue(f.request(thread));
    f.enqueue(f.request(thread));
    f.enqueue(f.request(f.newThread()));
    f.claim(1);
    const auto depth = f.run(f.queue->depth());
    QCOMPARE(depth.ready, 1);
    QCOMPARE(depth.leased, 1);
    QCOMPARE(depth.waiting, 1);
    QVERIFY(depth.oldestReadySeconds >= 0);
  }
};

QTEST_GUILESS_MAIN(QueueTest)
#include "queue_test.moc"
