// SPDX-License-Identifier: Apache-2.0
// When tasks ran, as far as checkpoints tell.
#include "models/values/timeline.h"

#include <QTest>

using namespace heddle::models;
using heddle::core::RunStatus;
using State = TimelineRow::State;

namespace {

constexpr qint64 kStart = 1'000'000;
constexpr qint64 kNow = 99'000'000;

CheckpointRow checkpoint(const char* id, const char* parent, qint64 us, int step, const char* ns = "") {
  CheckpointRow row;
  row.id = QLatin1String(id);
  row.parentId = QLatin1String(parent);
  row.ns = QLatin1String(ns);
  row.createdUs = us;
  row.step = step;
  return row;
}

TaskRow task(const char* at, const char* node, const char* id = "t", const char* ns = "") {
  return {QLatin1String(ns), QLatin1String(at), QLatin1String(id), QLatin1String(node), false, false};
}

RunRow run(RunStatus status, std::optional<qint64> ended = {}) {
  RunRow row;
  row.id = QStringLiteral("r");
  row.status = status;
  row.createdUs = kStart - 400;
  row.startedUs = kStart;
  row.endedUs = ended;
  return row;
}

/// input, plan, then write
std::vector<CheckpointRow> threeSteps() {
  return {checkpoint("c", "b", kStart + 900, 1), checkpoint("a", "", kStart + 10, -1),
          checkpoint("b", "a", kStart + 300, 0)};
}

QString told(const Timeline& timeline) {
  QStringList rows;
  for (const TimelineRow& row : timeline.rows) {
    rows.append(QStringLiteral("%1 %2..%3 %4")
                    .arg(row.node.isEmpty() ? QStringLiteral("?") : row.node)
                    .arg(row.startUs - kStart)
                    .arg(row.endUs - kStart)
                    .arg(static_cast<int>(row.state)));
  }
  return rows.join(QStringLiteral(", "));
}

QString state(State state) {
  return QString::number(static_cast<int>(state));
}

}  // namespace

class TimelineTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aTaskLastsToTheNextCheckpoint() {
    const auto made = timelineOf(run(RunStatus::success, kStart + 950), threeSteps(),
                                 {task("a", "plan"), task("b", "write"), task("a", "__start__")}, kNow);
    QCOMPARE(told(made), QStringLiteral("plan 10..300 1, write 300..900 1"));
    QCOMPARE(made.startUs, kStart);
    QCOMPARE(made.endUs, kStart + 950);
    QCOMPARE(made.rows[1].step, std::optional(1));
    QVERIFY(made.queued);
    QCOMPARE(made.queued->endUs - made.queued->startUs, 400);
  }

  void whatNoCheckpointEndsLastsToTheEndOfTheRun() {
    auto failed = task("c", "send");
    failed.failed = true;
    auto made =
        timelineOf(run(RunStatus::error, kStart + 2'000), threeSteps(), {task("b", "write"), failed}, kNow);
    QCOMPARE(told(made), QStringLiteral("write 300..900 1, send 900..2000 ") + state(State::failed));
    auto asks = task("c", "send");
    asks.interrupted = true;
    made = timelineOf(run(RunStatus::interrupted, kStart + 2'000), threeSteps(), {asks}, kNow);
    QCOMPARE(told(made), QStringLiteral("send 900..2000 ") + state(State::interrupted));
  }

  void aLivingRunHasABarThatGrows() {
    const auto made =
        timelineOf(run(RunStatus::running), threeSteps(), {task("a", "plan"), task("b", "write")}, kNow);
    QCOMPARE(made.endUs, kNow);
    QCOMPARE(made.rows.back().state, State::running);
    QCOMPARE(made.rows.back().startUs, kStart + 900);
    QCOMPARE(made.rows.back().endUs, kNow);
  }

  void aRunCutOffSaysSo() {
    const auto made = timelineOf(run(RunStatus::timeout, kStart + 9'000), threeSteps(), {}, kNow);
    QCOMPARE(told(made), QStringLiteral("? 900..9000 ") + state(State::unfinished));
  }

  void anErrorThatALaterAttemptOvercameIsNone() {
    auto once = task("a", "plan");
    once.failed = true;
    const auto made = timelineOf(run(RunStatus::success, kStart + 950), threeSteps(), {once}, kNow);
    QCOMPARE(told(made), QStringLiteral("plan 10..300 1"));
  }

  void checkpointsOfAnEarlierAttemptBeginTheAxis() {
    auto late = run(RunStatus::success, kStart + 950);
    late.startedUs = kStart + 500;
    QCOMPARE(timelineOf(late, threeSteps(), {}, kNow).startUs, kStart + 10);
  }

  void aResumedRunBeginsWithItsOwnStart() {
    // "z" belongs to the run before and is not among the checkpoints.
    const auto made = timelineOf(run(RunStatus::success, kStart + 400),
                                 {checkpoint("y", "z", kStart + 300, 4)}, {task("z", "ask_human")}, kNow);
    QCOMPARE(told(made), QStringLiteral("ask_human 0..300 1"));
  }

  void tasksThatNothingNamesTakeTheNodesOfTheirStep() {
    const auto made = timelineOf(run(RunStatus::success, kStart + 950), threeSteps(),
                                 {task("a", "", "t1"), task("a", "plan", "")}, kNow);
    QCOMPARE(told(made), QStringLiteral("plan 10..300 1"));
    const auto sent = timelineOf(run(RunStatus::success, kStart + 950), threeSteps(),
                                 {task("a", "plan", "t1"), task("a", "", "t2"), task("a", "", "t3"),
                                  task("a", "plan", ""), task("a", "look_up", "")},
                                 kNow);
    QCOMPARE(told(sent), QStringLiteral("look_up 10..300 1, look_up 10..300 1, plan 10..300 1"));
    const auto any = timelineOf(
        run(RunStatus::success, kStart + 950), threeSteps(),
        {task("a", "", "t1"), task("a", "", "t2"), task("a", "plan", ""), task("a", "look_up", "")}, kNow);
    QCOMPARE(told(any), QStringLiteral("look_up 10..300 1, plan 10..300 1"));  // which is which nothing tells
  }

  void subgraphsStandBelowTheirTask() {
    auto all = threeSteps();
    all.push_back(checkpoint("s1", "", kStart + 320, -1, "write:1"));
    all.push_back(checkpoint("s2", "s1", kStart + 700, 0, "write:1"));
    const auto made = timelineOf(run(RunStatus::success, kStart + 950), all,
                                 {task("b", "write"), task("s1", "draft", "u", "write:1")}, kNow);
    QCOMPARE(told(made), QStringLiteral("write 300..900 1, draft 320..700 1"));
    QCOMPARE(made.rows[1].depth(), 1);
  }

  void whatWaitsHasOnlyItsQueue() {
    auto waiting = run(RunStatus::pending);
    waiting.startedUs.reset();
    const auto made = timelineOf(waiting, {}, {}, kNow);
    QVERIFY(made.rows.empty());
    QVERIFY(made.queued);
    QCOMPARE(made.queued->endUs, kNow);
  }

  void withoutAnyTimeThereIsNothing() {
    RunRow foreign;  // of a server that does not tell when it started
    foreign.status = RunStatus::success;
    foreign.createdUs = kStart;
    QVERIFY(timelineOf(foreign, {}, {}, kNow).isEmpty());
  }
};

QTEST_APPLESS_MAIN(TimelineTest)
#include "timeline_test.moc"
