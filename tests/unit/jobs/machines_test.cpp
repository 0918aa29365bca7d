// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/cancel_ladder.h"
#include "backend/jobs/clock_check.h"
#include "backend/jobs/flush_policy.h"
#include "backend/jobs/run_frame.h"
#include "backend/jobs/run_service.h"
#include "backend/jobs/runner_environment.h"
#include "backend/wire/json_fields.h"
#include "backend/wire/value.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::jobs;
using namespace std::chrono_literals;

namespace {

core::ClaimedRun claimed(int attempt, bool headIsOurs) {
  core::ClaimedRun run;
  run.slot = {core::ThreadId{core::Uuid::random()}, core::RunId{core::Uuid::random()}, 99};
  run.graphId = "chat \"x\"";
  run.attempt = attempt;
  run.headCheckpointId = "1efa7b3c-1234-6567-8000-0000000000cc";
  run.headIsOurs = headIsOurs;
  run.metadata.text = "{\"a\":1}";
  run.kwargs.text =
      "{\"input\":{\"x\":1.0,\"big\":12345678901234567890},\"command\":{\"resume\":\"yes\"},\"config\":{"
      "\"tags\":[]},"
      "\"checkpoint_id\":\"c\",\"stream_mode\":[\"values\"],\"webhook\":\"http://x\",\"resumable\":true,"
      "\"durability\":\"exit\"}";
  return run;
}

}  // namespace

class MachinesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void ladderOfACancel() {
    const CancelLadder::Clock::time_point t0{};
    CancelLadder ladder(t0 + 1h);
    QCOMPARE(static_cast<int>(ladder.step(t0)), static_cast<int>(CancelLadder::Step::wait));
    ladder.request(CancelLadder::Cause::cancel, t0 + 1s);
    QCOMPARE(static_cast<int>(ladder.step(t0 + 1s)), static_cast<int>(CancelLadder::Step::tell));
    QCOMPARE(static_cast<int>(ladder.step(t0 + 1s)), static_cast<int>(CancelLadder::Step::wait));
    QVERIFY(ladder.pause(t0 + 2s) == 4s);
    ladder.request(CancelLadder::Cause::cancel, t0 + 4s);  // asking again does not prolong it
    QCOMPARE(static_cast<int>(ladder.step(t0 + 5999ms)), static_cast<int>(CancelLadder::Step::wait));
    QCOMPARE(static_cast<int>(ladder.step(t0 + 6s)), static_cast<int>(CancelLadder::Step::giveUp));
    QCOMPARE(static_cast<int>(ladder.step(t0 + 1h)), static_cast<int>(CancelLadder::Step::wait));
  }

  void ladderOfATimeout() {
    const CancelLadder::Clock::time_point t0{};
    CancelLadder ladder(t0 + 10s);
    QCOMPARE(static_cast<int>(ladder.step(t0 + 9s)), static_cast<int>(CancelLadder::Step::wait));
    QCOMPARE(static_cast<int>(ladder.step(t0 + 10s)), static_cast<int>(CancelLadder::Step::tell));
    QVERIFY(ladder.cause() == CancelLadder::Cause::timeout);
    ladder.request(CancelLadder::Cause::handOff, t0 + 11s);
    QVERIFY(ladder.cause() == CancelLadder::Cause::timeout);
    ladder.request(CancelLadder::Cause::cancel, t0 + 12s);
    QVERIFY2(ladder.cause() == CancelLadder::Cause::cancel, "a cancel that was accepted counts");
    QCOMPARE(static_cast<int>(ladder.step(t0 + 15s)), static_cast<int>(CancelLadder::Step::giveUp));
  }

  /// DESIGN §4a.2
  void clocks() {
    using Change = ClockCheck::Change;
    const std::chrono::system_clock::time_point t0{std::chrono::hours(500000)};
    // Our clock at both ends of a round trip, and the database's in its true middle, `ahead` behind us.
    const auto reading = [t0](std::chrono::milliseconds trip, std::chrono::milliseconds ahead) {
      return core::ClockReading{t0, t0 + trip, t0 + trip / 2 - ahead};
    };
    ClockCheck check;
    QVERIFY(check.take(reading(2ms, 999ms)) == Change::none);
    QVERIFY(check.take(reading(2ms, 1002ms)) == Change::wentOff);
    QVERIFY(check.isOff());
    QVERIFY(check.offset() == 1002ms);
    QVERIFY2(check.take(reading(2ms, 1500ms)) == Change::none, "it is told once");
    QVERIFY2(check.take(reading(3s, 100ms)) == Change::none && check.isOff(), "half of 3 s may be wrong");
    QVERIFY(check.take(reading(2ms, -998ms)) == Change::cameBack);
    QVERIFY(check.offset() == -998ms);
    QVERIFY2(check.take(reading(3s, -2s)) == Change::none, "a slow answer is not a wrong clock");
    QVERIFY(check.take(reading(3s, -2600ms)) == Change::wentOff);
  }

  void flushes() {
    FlushPolicy policy;
    const FlushPolicy::Clock::time_point t0 = FlushPolicy::Clock::time_point{} + 1h;
    QVERIFY2(policy.pause(t0, 1) == 0ns, "the first token is immediate");
    policy.flushed(t0);
    QVERIFY(policy.pause(t0 + 3ms, 1) == 7ms);
    QVERIFY2(policy.pause(t0 + 3ms, FlushPolicy::kEnough) == 0ns, "a full flush does not wait");
    QVERIFY(policy.pause(t0 + 10ms, 1) == 0ns);
  }

  void eventIds_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<qint64>("fence");
    QTest::addColumn<qint64>("n");
    QTest::newRow("usual") << "1099511627781-12" << true << qint64{1099511627781} << qint64{12};
    QTest::newRow("everything") << "-1" << true << qint64{0} << qint64{0};
    QTest::newRow("dash") << "-" << true << qint64{0} << qint64{0};
    QTest::newRow("one number") << "12" << false << qint64{0} << qint64{0};
    QTest::newRow("letters") << "12-x" << false << qint64{0} << qint64{0};
    QTest::newRow("too large") << "99999999999999999999-1" << false << qint64{0} << qint64{0};
    QTest::newRow("empty") << "" << false << qint64{0} << qint64{0};
  }

  void eventIds() {
    QFETCH(QString, text);
    QFETCH(bool, valid);
    QFETCH(qint64, fence);
    QFETCH(qint64, n);
    const auto id = EventId::parse(text.toStdString());
    QCOMPARE(id.has_value(), valid);
    if (id) QCOMPARE(*id, (EventId{fence, n}));
  }

  /// DESIGN §4a.1
  void runFrames() {
    for (const bool resumed : {false, true}) {
      const auto run = claimed(2, resumed);
      const auto body = runFrameBody(run);
      QVERIFY(wire::parseJson(body).has_value());
      QCOMPARE(std::string(wire::fieldText(body, "resumed")), std::string(resumed ? "true" : "false"));
      QCOMPARE(wire::fieldText(body, "command").empty(), resumed);
      QCOMPARE(wire::fieldText(body, "input").empty(), resumed);
      QCOMPARE(wire::fieldText(body, "checkpoint_id").empty(), resumed);
      QCOMPARE(std::string(wire::fieldText(body, "config")), std::string("{\"tags\":[]}"));
      QCOMPARE(std::string(wire::fieldText(body, "fence")), std::string("99"));
      QVERIFY(!wire::fieldText(body, "head_time").empty());
      QVERIFY(wire::fieldText(body, "webhook").empty());
    }
    // A run handed on by a stopping replica has its attempt back, and begins where it was all the same.
    const auto handedOn = runFrameBody(claimed(1, true));
    QCOMPARE(std::string(wire::fieldText(handedOn, "resumed")), std::string("true"));
    QVERIFY(wire::fieldText(handedOn, "command").empty());
    const auto first = runFrameBody(claimed(1, false));
    QCOMPARE(std::string(wire::fieldText(first, "input")),
             std::string("{\"x\":1.0,\"big\":12345678901234567890}"));
    QVERIFY(isResumable(claimed(1, false).kwargs));
    QVERIFY(durabilityOf(claimed(1, false).kwargs) == core::Durability::exit);
  }

  void startLimits() {
    QVERIFY(startPatience(5s, 0) == 5s);
    QVERIFY(startPatience(5s, (1 << 20) - 1) == 5s);
    QVERIFY(startPatience(5s, 20 << 20) == 25s);
  }

  void checkpointTimes() {
    // time_high 1efa7b3c, time_mid 1234, time_low 567
    QCOMPARE(*checkpointTime("1efa7b3c-1234-6567-8000-0000000000cc"), std::uint64_t{0x1efa7b3c1234567});
    QVERIFY(!checkpointTime("1efa7b3c-1234-4567-8000-0000000000cc").has_value());
    QVERIFY(!checkpointTime("none").has_value());
  }

  void endFrames() {
    const auto end = readEndFrame(
        "{\"status\":\"error\",\"error\":{\"error\":\"E\",\"message\":\"m "
        "\\\"x\\\"\",\"traceback\":\"long\"},"
        "\"values\":{\"b\":1,\"a\":2},\"next\":[\"n\"],\"interrupts\":{},\"state\":null}");
    QVERIFY(end.has_value());
    QVERIFY(end->finish.status == core::RunStatus::error);
    QCOMPARE(end->finish.error->text, std::string("{\"error\":\"E\",\"message\":\"m \\\"x\\\"\"}"));
    QCOMPARE(end->finish.values->text, std::string("{\"b\":1,\"a\":2}"));
    QVERIFY(!end->finish.snapshot.has_value());
    QVERIFY(!readEndFrame("[]").has_value());
    QVERIFY(!readEndFrame("{\"status\":").has_value());
  }

  /// DESIGN §4a.24
  void environments() {
    const auto made = runnerEnvironment({"PATH=/bin", "DATABASE_URI=x", "POSTGRES_URI=x", "PGPASSWORD=x",
                                         "REDIS_URI=x", "PGVECTOR2=kept", "A=1", "OPENAI_API_KEY=kept"},
                                        {"A=2"});
    QCOMPARE(made, (std::vector<std::string>{"PATH=/bin", "PGVECTOR2=kept", "OPENAI_API_KEY=kept", "A=2"}));
  }
};

QTEST_APPLESS_MAIN(MachinesTest)
#include "machines_test.moc"
