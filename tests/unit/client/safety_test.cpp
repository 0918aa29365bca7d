// SPDX-License-Identifier: Apache-2.0
// Levels, lock, gate and audit log: what may be written, after which ceremony, and what stays behind.
#include "backend/client/actions/action_plan.h"
#include "backend/client/actions/effect.h"
#include "backend/client/safety/write_gate.h"
#include "backend/deployment/deployment.h"

#include <type_traits>

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;
using deployment::Environment;
using deployment::SafetyLevel;
using std::chrono::milliseconds;

// Only the gate makes these: what does not compile cannot be forgotten.
static_assert(!std::is_default_constructible_v<WritePermit>);
static_assert(!std::is_default_constructible_v<GatedCall>);
static_assert(!std::is_constructible_v<GatedCall, HttpCall>);
static_assert(!std::is_aggregate_v<WritePermit> && !std::is_aggregate_v<GatedCall>);

namespace {

/// Both clocks by hand.
struct Hands {
  milliseconds wall{1'000'000}, awake{500};
  LockClock clock() {
    return {[this] { return wall; }, [this] { return awake; }};
  }
  void pass(milliseconds time) {
    wall += time;
    awake += time;
  }
};

WriteIntent intentOf(QByteArray method, const QString& path, int objects = 1) {
  WriteIntent intent;
  intent.verb = QStringLiteral("try");
  for (int i = 0; i < objects; ++i) {
    intent.calls.push_back({method, path, {}});
    intent.targets.append(QStringLiteral("object %1").arg(i));
  }
  return intent;
}

const QString kReason = QStringLiteral("incident 4211");

}  // namespace

class SafetyTest : public QObject {
  Q_OBJECT

  QTemporaryDir profile_;
  Hands hands_;

  std::vector<AuditEntry> written() {
    return readAudit(AuditLog(profile_.path()).path(), 1000).value().entries;
  }

 private Q_SLOTS:
  void init() { QFile::remove(AuditLog(profile_.path()).path()); }

  void levelsComeOfTheEnvironment() {
    deployment::Deployment deployment;
    deployment.environment = Environment::production;
    QCOMPARE(deployment.level(), SafetyLevel::readOnly);
    deployment.safetyLevel = SafetyLevel::open;
    QCOMPARE(deployment.level(), SafetyLevel::guarded);  // no less careful there
    deployment.environment = Environment::staging;
    QCOMPARE(deployment.level(), SafetyLevel::open);
    deployment.safetyLevel.reset();
    QCOMPARE(deployment.level(), SafetyLevel::guarded);
    deployment.environment = Environment::development;
    QCOMPARE(deployment.level(), SafetyLevel::standard);
    deployment.environment = Environment::local;
    QCOMPARE(deployment.level(), SafetyLevel::open);
  }

  void onlyOpenStartsUnlocked() {
    for (const auto level : {SafetyLevel::readOnly, SafetyLevel::guarded, SafetyLevel::standard}) {
      WriteLock lock(level, hands_.clock());
      QCOMPARE(lock.level(), SafetyLevel::readOnly);
      QVERIFY(!lock.unlock(QStringLiteral(" a ")));
      QCOMPARE(lock.level(), SafetyLevel::readOnly);
      QVERIFY(lock.unlock(kReason));
      QCOMPARE(lock.level(), std::max(level, SafetyLevel::guarded));
    }
    QCOMPARE(WriteLock(SafetyLevel::open, hands_.clock()).level(), SafetyLevel::open);
  }

  void itLocksWhenTheTimeIsOver() {
    WriteLock lock(SafetyLevel::guarded, hands_.clock());
    QVERIFY(lock.unlock(kReason));
    hands_.pass(WriteLock::kUnlockTime - milliseconds(1));
    QCOMPARE(lock.level(), SafetyLevel::guarded);
    QCOMPARE(lock.left().count(), 1);
    hands_.pass(milliseconds(1));
    QCOMPARE(lock.level(), SafetyLevel::readOnly);  // before any timer
    QSignalSpy locked(&lock, &WriteLock::lockedAgain);
    QTRY_COMPARE(locked.size(), 1);
    QCOMPARE(locked[0][0].value<WriteLock::Why>(), WriteLock::Why::timeOver);
  }

  void itLocksWhenTheComputerSlept() {
    WriteLock lock(SafetyLevel::guarded, hands_.clock());
    QVERIFY(lock.unlock(kReason));
    hands_.wall += std::chrono::minutes(2);  // and nothing was awake to see it
    QCOMPARE(lock.level(), SafetyLevel::readOnly);
    QSignalSpy locked(&lock, &WriteLock::lockedAgain);
    QTRY_COMPARE(locked.size(), 1);
    QCOMPARE(locked[0][0].value<WriteLock::Why>(), WriteLock::Why::slept);
  }

  void itLocksWhenTheClockIsSetBack() {
    WriteLock lock(SafetyLevel::guarded, hands_.clock());
    QVERIFY(lock.unlock(kReason));
    hands_.wall -= std::chrono::minutes(2);
    QCOMPARE(lock.level(), SafetyLevel::readOnly);
  }

  void everyTurnOfTheLockIsAnotherEpoch() {
    WriteLock lock(SafetyLevel::guarded, hands_.clock());
    const auto first = lock.epoch();
    QVERIFY(lock.unlock(kReason));
    const auto second = lock.epoch();
    lock.lock(WriteLock::Why::byHand);
    QVERIFY(first != second && second != lock.epoch() && first != lock.epoch());
  }

  /// Before any timer has noticed: the next request of the same permit does not leave.
  void aPermitEndsWithItsTime() {
    WriteLock lock(SafetyLevel::guarded, hands_.clock());
    const AuditLog log(profile_.path());
    const WriteGate gate({QStringLiteral("prod-eu"), Environment::production}, lock, &log);
    QVERIFY(lock.unlock(kReason));
    const auto permit = gate.permit(intentOf("PATCH", QStringLiteral("/runs/crons/x"), 2), {true, true, {}});
    QVERIFY(permit.has_value() && gate.write(*permit, 0).has_value());
    hands_.pass(WriteLock::kUnlockTime);
    QVERIFY(!gate.write(*permit, 1));
  }

  void ceremonies_data() {
    QTest::addColumn<int>("level");
    QTest::addColumn<int>("write");
    QTest::addColumn<int>("destructive");
    const auto row = [](SafetyLevel level, Ceremony write, Ceremony destructive) {
      const auto name = deployment::word(level);
      QTest::newRow(std::string(name).c_str())
          << static_cast<int>(level) << static_cast<int>(write) << static_cast<int>(destructive);
    };
    row(SafetyLevel::readOnly, Ceremony::previewAndConfirm, Ceremony::typeName);  // once unlocked
    row(SafetyLevel::guarded, Ceremony::previewAndConfirm, Ceremony::typeName);
    row(SafetyLevel::standard, Ceremony::confirm, Ceremony::previewAndConfirm);
    row(SafetyLevel::open, Ceremony::none, Ceremony::confirm);
  }

  void ceremonies() {
    QFETCH(int, level);
    WriteLock lock(static_cast<SafetyLevel>(level), hands_.clock());
    const AuditLog log(profile_.path());
    const WriteGate gate({QStringLiteral("prod-eu"), Environment::production}, lock, &log);
    const auto write = intentOf("PATCH", QStringLiteral("/runs/crons/x"));
    const auto destroy = intentOf("DELETE", QStringLiteral("/threads/x"));
    if (lock.needsUnlocking()) {
      QCOMPARE(gate.ceremony(write), Ceremony::refused);
      QCOMPARE(gate.ceremony(destroy), Ceremony::refused);
      QVERIFY(!gate.permit(destroy, {true, true, QStringLiteral("prod-eu")}));
      QVERIFY(lock.unlock(kReason));
    }
    QTEST(static_cast<int>(gate.ceremony(write)), "write");
    QTEST(static_cast<int>(gate.ceremony(destroy)), "destructive");
    // More than ten objects are destructive whatever is done to them.
    QVERIFY(!gate.isDestructive(intentOf("PATCH", QStringLiteral("/runs/crons/x"), 10)));
    QVERIFY(gate.isDestructive(intentOf("PATCH", QStringLiteral("/runs/crons/x"), 11)));
    auto together = intentOf("PATCH", QStringLiteral("/runs/crons/x"), 11);
    together.calls.resize(1);
    QVERIFY2(gate.isDestructive(together), "one request may be about many objects");
  }

  void consentIsWhatTheLevelWants() {
    WriteLock lock(SafetyLevel::guarded, hands_.clock());
    const AuditLog log(profile_.path());
    const WriteGate gate({QStringLiteral("prod-eu"), Environment::production}, lock, &log);
    QVERIFY(lock.unlock(kReason));
    const auto destroy = intentOf("DELETE", QStringLiteral("/threads/x"));
    QVERIFY(!gate.permit(destroy, {}));
    QVERIFY(!gate.permit(destroy, {true, true, {}}));
    QVERIFY(!gate.permit(destroy, {true, true, QStringLiteral("PROD-EU")}));
    QVERIFY(!gate.permit(destroy, {true, false, QStringLiteral("prod-eu")}));
    QVERIFY(!gate.permit(destroy, {false, true, QStringLiteral("prod-eu")}));
    const auto permit = gate.permit(destroy, {true, true, QStringLiteral("prod-eu")});
    QVERIFY(permit.has_value());
    QVERIFY(gate.write(*permit, 0).has_value());
    const WriteGate other({QStringLiteral("prod-eu"), Environment::production}, lock, &log);
    QVERIFY2(!other.write(*permit, 0), "leave given elsewhere is none here");
    lock.lock(WriteLock::Why::byHand);
    QVERIFY(!gate.write(*permit, 0));
    QVERIFY(lock.unlock(kReason));
    QVERIFY2(!gate.write(*permit, 0), "what was agreed before a lock does not hold after it");
  }

  void nothingUnknownIsPermitted() {
    WriteLock lock(SafetyLevel::open, hands_.clock());
    const AuditLog log(profile_.path());
    const WriteGate gate({QStringLiteral("mine"), Environment::local}, lock, &log);
    for (const auto& [method, path] : {std::pair("POST", "/threads/prune"), std::pair("GET", "/ok"),
                                       std::pair("DELETE", "/assistants/x")}) {
      QVERIFY(!gate.permit(intentOf(method, QLatin1String(path)), {true, true, QStringLiteral("mine")}));
    }
    QVERIFY(!gate.permit({}, {true, true, QStringLiteral("mine")}));
    QVERIFY(!gate.read({"DELETE", QStringLiteral("/threads/x"), {}}));
    QVERIFY(gate.read({"GET", QStringLiteral("/threads/x"), {}}).has_value());
  }

  void withoutALogNothingIsWritten() {
    WriteLock lock(SafetyLevel::open, hands_.clock());
    const auto write = intentOf("PATCH", QStringLiteral("/runs/crons/x"));
    QVERIFY(!WriteGate({QStringLiteral("mine"), Environment::local}, lock, nullptr).permit(write, {}));
    const AuditLog nowhere(QStringLiteral("/proc/nowhere"));
    const auto refused =
        WriteGate({QStringLiteral("mine"), Environment::local}, lock, &nowhere).permit(write, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, core::ErrorCode::internal);
  }

  void everythingIsWrittenDown() {
    WriteLock lock(SafetyLevel::guarded, hands_.clock());
    const AuditLog log(profile_.path());
    const WriteGate gate({QStringLiteral("prod-eu"), Environment::production}, lock, &log);
    auto intent = intentOf("DELETE", QStringLiteral("/threads/x"));
    intent.filter = QStringLiteral("status:error uri:postgres://u:hunter2@h/d");
    QVERIFY(!gate.permit(intent, {}));
    QVERIFY(lock.unlock(QStringLiteral("password=hunter2")));
    const auto permit = gate.permit(intent, {true, true, QStringLiteral("prod-eu")});
    QVERIFY(permit.has_value());
    gate.ended(*permit, {1, 1, 0, 0, 0}, QStringLiteral("Asked 1, done 1."));
    const auto entries = written();
    QCOMPARE(entries.size(), std::size_t{3});
    QCOMPARE(entries[2].kind, AuditEntry::Kind::refused);
    QCOMPARE(entries[2].level, QStringLiteral("read-only"));
    QCOMPARE(entries[1].kind, AuditEntry::Kind::asked);
    QCOMPARE(entries[0].kind, AuditEntry::Kind::ended);
    QCOMPARE(entries[0].action, entries[1].action);
    QCOMPARE(entries[0].counts.done, 1);
    QCOMPARE(entries[0].level, QStringLiteral("guarded"));
    QVERIFY(entries[0].durationMs >= 0);
    QFile file(log.path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("hunter2"));
    const auto mode = QFileInfo(log.path()).permissions();
    QVERIFY(!(mode & (QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup |
                      QFileDevice::WriteOther)));
  }

  void theLogIsReadFromItsEnd() {
    const AuditLog log(profile_.path());
    AuditEntry entry;
    for (int i = 0; i < 3000; ++i) {
      entry.timeUs = 1'700'000'000'000'000 + i;
      entry.verb = QStringLiteral("verb %1 ").arg(i) + QString(150, QLatin1Char('x'));
      QVERIFY(log.append(entry).has_value());
    }
    QFile file(log.path());
    QVERIFY(file.open(QIODevice::Append));
    file.write("not a line of ours\n{\"kind\":\"asked\", cut");
    file.close();
    auto some = readAudit(log.path(), 7).value();
    QCOMPARE(some.entries.size(), std::size_t{7});
    QVERIFY(some.entries[0].verb.startsWith(QStringLiteral("verb 2999 ")));
    QCOMPARE(some.entries[6].timeUs, 1'700'000'000'000'000 + 2993);
    QCOMPARE(some.unreadable, 2);
    QVERIFY(some.more);
    QCOMPARE(readAudit(log.path(), 10'000).value().entries.size(), std::size_t{3000});
    QVERIFY(readAudit(QStringLiteral("/nonexistent/audit.jsonl"), 10).value().entries.empty());
  }

  void plansAreExact_data() {
    QTest::addColumn<int>("verb");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("call");
    const auto row = [](ActionVerb verb, const char* body, const char* call) {
      QTest::newRow(qPrintable(word(verb)))
          << static_cast<int>(verb) << QByteArray(body) << QString::fromLatin1(call);
    };
    row(ActionVerb::cancelRun, "", "POST /threads/t1/runs/x1/cancel?wait=0&action=interrupt ");
    row(ActionVerb::rollBackRun, "", "POST /threads/t1/runs/x1/cancel?wait=0&action=rollback ");
    row(ActionVerb::deleteRun, "", "DELETE /threads/t1/runs/x1 ");
    row(ActionVerb::deleteThread, "", "DELETE /threads/x1 ");
    row(ActionVerb::setAssistantVersion, R"({"version":3})", R"(POST /assistants/x1/latest {"version":3})");
    row(ActionVerb::editAssistant, R"({"name":"n"})", R"(PATCH /assistants/x1 {"name":"n"})");
    row(ActionVerb::pauseCron, "", R"(PATCH /runs/crons/x1 {"enabled":false})");
    row(ActionVerb::resumeCron, "", R"(PATCH /runs/crons/x1 {"enabled":true})");
    row(ActionVerb::deleteCron, "", "DELETE /runs/crons/x1 ");
    row(ActionVerb::putItem, R"({"n":1.10})",
        R"(PUT /store/items {"namespace":["a","b"],"key":"x1","value":{"n":1.10}})");
    row(ActionVerb::deleteItem, "", R"(DELETE /store/items {"namespace":["a","b"],"key":"x1"})");
  }

  void plansAreExact() {
    QFETCH(int, verb);
    QFETCH(QByteArray, body);
    ActionRequest request;
    request.verb = static_cast<ActionVerb>(verb);
    request.body = body;
    request.targets.push_back({QStringLiteral("x1"), QStringLiteral("t1"), {}});
    if (request.verb == ActionVerb::putItem || request.verb == ActionVerb::deleteItem)
      request.targets.front().nameSpace = {QStringLiteral("a"), QStringLiteral("b")};
    const auto plan = planOf(request);
    QVERIFY(plan.has_value());
    const auto& call = plan->intent.calls.at(0);
    QTEST(QString(QString::fromLatin1(call.method) + u' ' + call.path + u' ' + QString::fromUtf8(call.body)),
          "call");
    const auto effect = effectOf(call);
    QVERIFY(effect == HttpEffect::writes || effect == HttpEffect::destroys);
    request.targets.front().id = QStringLiteral("../x");
    if (request.targets.front().nameSpace.isEmpty()) QVERIFY(!planOf(request));
    request.targets.clear();
    QVERIFY(!planOf(request));
  }

  void previewsSayEverything() {
    WriteLock lock(SafetyLevel::readOnly, hands_.clock());
    const AuditLog log(profile_.path());
    const WriteGate gate({QStringLiteral("prod-eu"), Environment::production}, lock, &log);
    ActionRequest request;
    request.verb = ActionVerb::putItem;
    request.body = R"({"api_key":"hunter2","url":"redis://:hunter2@h"})";
    for (int i = 0; i < 12; ++i)
      request.targets.push_back({QStringLiteral("it's %1").arg(i), {}, {QStringLiteral("a")}});
    const auto plan = planOf(request).value();
    QCOMPARE(previewOf(plan, gate).ceremony, Ceremony::refused);
    QVERIFY(lock.unlock(kReason));
    const auto preview = previewOf(plan, gate);
    QCOMPARE(preview.what, QStringLiteral("Write 12 store items"));
    QCOMPARE(preview.where, QStringLiteral("on prod-eu, a production deployment"));
    QVERIFY(preview.destructive);  // more than ten
    QCOMPARE(preview.typedName, QStringLiteral("prod-eu"));
    QCOMPARE(preview.sample.size(), 5);
    const auto curl = curlText(plan, QUrl(QStringLiteral("https://u:hunter2@api.example/x/")), true, 2);
    QVERIFY2(!curl.contains(QStringLiteral("hunter2")), qPrintable(curl));
    QVERIFY(curl.contains(QStringLiteral("curl -X PUT 'https://api.example/x/store/items'")));
    QVERIFY(curl.contains(QStringLiteral("it'\\''s 0")));
    QVERIFY(curl.endsWith(QStringLiteral("# … and 10 more like these")));
  }

  void effectsAreJudged_data() {
    QTest::addColumn<int>("verb");
    QTest::addColumn<bool>("taken");
    QTest::addColumn<bool>("exists");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("outcome");
    const auto row = [](const char* name, ActionVerb verb, bool taken, bool exists, const char* status,
                        const char* outcome) {
      QTest::newRow(name) << static_cast<int>(verb) << taken << exists << QString::fromLatin1(status)
                          << QString::fromLatin1(outcome);
    };
    row("cancelled", ActionVerb::cancelRun, true, true, "interrupted", "done");
    row("still running", ActionVerb::cancelRun, true, true, "running", "sent");
    row("finished first", ActionVerb::cancelRun, true, true, "success", "changed meanwhile");
    row("refused and ended", ActionVerb::cancelRun, false, true, "interrupted", "changed meanwhile");
    row("refused and runs", ActionVerb::cancelRun, false, true, "running", "failed");
    row("rolled back", ActionVerb::rollBackRun, true, false, "", "done");
    row("ended before the rollback", ActionVerb::rollBackRun, true, true, "error", "changed meanwhile");
    row("deleted", ActionVerb::deleteThread, true, false, "", "done");
    row("deleted by others", ActionVerb::deleteThread, false, false, "", "changed meanwhile");
    row("busy", ActionVerb::deleteThread, false, true, "busy", "failed");
    row("cron gone", ActionVerb::pauseCron, true, false, "", "changed meanwhile");
  }

  void effectsAreJudged() {
    QFETCH(int, verb);
    QFETCH(bool, taken);
    QFETCH(bool, exists);
    QFETCH(QString, status);
    ActionRequest request;
    request.verb = static_cast<ActionVerb>(verb);
    TargetState state;
    state.exists = exists;
    state.status = status;
    using Outcome = ItemResult::Outcome;
    const ItemResult before{QStringLiteral("x"), taken ? Outcome::sent : Outcome::changedMeanwhile,
                            QStringLiteral("no")};
    QTEST(word(judge(request, before, state, nullptr).outcome), "outcome");
  }

  void reportsAddUp() {
    QCOMPARE(reportOf({120, 118, 2, 0, 0}), QStringLiteral("Asked 120, done 118, 2 changed meanwhile."));
    QCOMPARE(reportOf({3, 1, 0, 1, 1}), QStringLiteral("Asked 3, done 1, 1 failed, 1 not sent."));
  }
};

QTEST_GUILESS_MAIN(SafetyTest)
#include "safety_test.moc"
