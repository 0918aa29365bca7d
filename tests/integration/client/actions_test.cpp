// SPDX-License-Identifier: Apache-2.0
// How an action is carried out and what it then says of itself, against a server that remembers what it is
// told.
#include "backend/client/actions/action_run.h"
#include "backend/client/actions/target_backup.h"
#include "backend/client/deployment_session.h"
#include "backend/client/postgres/thread_feed.h"
#include "tests/integration/client/pg_answer.h"
#include "tests/integration/client/recording_server.h"
#include "tests/support/test_postgres.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;
using heddle::test::RecordingServer;
using heddle::test::target;
using heddle::test::TestPostgres;
using Outcome = ItemResult::Outcome;
using Phase = ActionRun::Phase;

namespace {

constexpr std::chrono::milliseconds kNone{0};
/// Nothing to wait for: the order of things is what counts here.
const ActionPace kAtOnce{kNone, kNone, kNone, 5};

const QString kThread = QStringLiteral("10000000-0000-0000-0000-000000000001");
const QString kRun = QStringLiteral("20000000-0000-0000-0000-000000000001");

// The thread's own checkpoint, three of its subgraphs, of which one run made two, and one of another thread.
const char* const kSubgraphs =
    "insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, checkpoint, metadata, run_id) "
    "select t::uuid, ns, id, jsonb_build_object('v', 4, 'id', id, 'channel_values', "
    "'{\"api_key\": \"hunter2\"}'::jsonb, 'channel_versions', '{\"api_key\": \"1\", \"n\": \"1\"}'::jsonb), "
    "'{\"step\": 0}', r::uuid from (values "
    "('10000000-0000-0000-0000-000000000001', '', '1f000000-0000-6000-8001-000000000001', "
    "'20000000-0000-0000-0000-000000000001'), "
    "('10000000-0000-0000-0000-000000000001', 'ask:1', '1f000000-0000-6000-8001-000000000002', "
    "'20000000-0000-0000-0000-000000000001'), "
    "('10000000-0000-0000-0000-000000000001', 'ask:1|deep:1', '1f000000-0000-6000-8001-000000000003', "
    "'20000000-0000-0000-0000-000000000001'), "
    "('10000000-0000-0000-0000-000000000001', 'ask:2', '1f000000-0000-6000-8001-000000000004', "
    "'20000000-0000-0000-0000-000000000002'), "
    "('10000000-0000-0000-0000-000000000002', 'ask:3', '1f000000-0000-6000-8001-000000000005', "
    "'20000000-0000-0000-0000-000000000001')) as rows (t, ns, id, r); "
    "insert into checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob) "
    "select thread_id, checkpoint_ns, 'n', '1', 'msgpack', '\\x07'::bytea from checkpoints";

ActionRequest requestOf(ActionVerb verb, int count) {
  ActionRequest request;
  request.verb = verb;
  for (int i = 0; i < count; ++i)
    request.targets.push_back({QStringLiteral("r%1").arg(i), QStringLiteral("t"), {}});
  return request;
}

}  // namespace

class ActionsTest : public QObject {
  Q_OBJECT

  QTemporaryDir profile_;
  const AuditLog log_{profile_.path()};
  WriteLock lock_{deployment::SafetyLevel::open};
  const WriteGate gate_{{QStringLiteral("mine"), deployment::Environment::local}, lock_, &log_};
  std::unique_ptr<RecordingServer> server_;
  std::unique_ptr<ApiSession> api_;
  QHash<QByteArray, QByteArray> status_;  // of each thing, by its path; absent: gone

  static QByteArray pathOf(const RecordingServer::Request& request) { return request.line.split(' ')[1]; }
  QList<QByteArray> sent(const QByteArray& method) const {
    QList<QByteArray> paths;
    for (const auto& request : server_->requests) {
      if (request.line.startsWith(method)) paths.append(pathOf(request));
    }
    return paths;
  }

  /// What a server keeps of one kind, a thousand at a time and no more, as the API does.
  static QByteArray pageOf(const QByteArray& name, int rows, int offset, const QByteArray& last) {
    QByteArray list;
    for (int i = offset; i < std::min(offset + 1000, rows); ++i) {
      const auto id = i == rows - 1 ? last : "x" + QByteArray::number(i);
      list += (list.isEmpty() ? "{\"" : ",{\"") + name + "\":\"" + id + "\"}";
    }
    return RecordingServer::json("[" + list + "]");
  }
  static int numberIn(const QByteArray& text, const QByteArray& name) {
    const auto at = text.indexOf(name);
    return at < 0 ? 0 : text.mid(at + name.size()).left(5).split('}').first().split(' ').first().toInt();
  }
  QByteArray copyOf(const ActionRequest& request) {
    TargetBackup backup(*api_, planOf(request).value(), {profile_.filePath(QStringLiteral("copies"))});
    QSignalSpy finished(&backup, &TargetBackup::finished);
    backup.start();
    if (!finished.wait(20'000)) return "nothing was kept";
    QFile file(finished[0][0].toString());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : "no file";
  }
  /// Servers before 0.10 cannot be asked for one cron.
  void serveManyCrons() {
    server_->answer = [](const RecordingServer::Request& request) {
      if (request.line.startsWith("DELETE")) return RecordingServer::json("", "204 No Content");
      if (!request.line.contains("/search"))
        return RecordingServer::json("{\"detail\":\"Method Not Allowed\"}", "405 Method Not Allowed");
      return pageOf("cron_id", 2001, numberIn(request.body, "\"offset\":"), "c0");
    };
  }

  /// A run ends by being cancelled when it lives; anything is deleted when it is there.
  QByteArray answer(const RecordingServer::Request& request) {
    const auto path = pathOf(request).split('?').first();
    if (path.endsWith("/history")) return RecordingServer::json("[]");
    const bool cancel = path.endsWith("/cancel");
    const auto thing = cancel ? path.chopped(7) : path;
    if (!status_.contains(thing))
      return RecordingServer::json("{\"detail\":\"No such thing\"}", "404 Not Found");
    const auto now = status_.value(thing);
    if (request.line.startsWith("GET")) return RecordingServer::json("{\"status\":\"" + now + "\"}");
    if (now == "stuck") return RecordingServer::json("{\"detail\":\"It is stuck\"}", "500 Oops");
    if (cancel && now == "success")
      return RecordingServer::json("{\"detail\":\"It has ended\"}", "404 Not Found");
    if (cancel)
      status_[thing] = "interrupted";
    else
      status_.remove(thing);
    return RecordingServer::json("", "204 No Content");
  }

  std::unique_ptr<ActionRun> begin(const ActionRequest& request, const ActionPace& pace = kAtOnce) {
    auto plan = planOf(request).value();
    auto permit = gate_.permit(plan.intent, {true, true, QStringLiteral("mine")}).value();
    return std::make_unique<ActionRun>(*api_, std::move(plan), std::move(permit), pace);
  }
  static void finish(ActionRun& run) { QTRY_COMPARE_WITH_TIMEOUT(run.phase(), Phase::finished, 20'000); }
  AuditEntry lastWritten() const { return readAudit(log_.path(), 1).value().entries.at(0); }

 private Q_SLOTS:
  void init() {
    server_ = std::make_unique<RecordingServer>();
    server_->answer = [this](const RecordingServer::Request& request) { return answer(request); };
    api_ = std::make_unique<ApiSession>(ApiTarget{{server_->url()}, {}}, gate_);
    status_.clear();
    for (int i = 0; i < 40; ++i)
      status_["/threads/t/runs/r" + QByteArray::number(i)] = "running";
  }
  void cleanup() {
    api_.reset();
    server_.reset();
  }

  void theRealEffectIsReported() {
    status_["/threads/t/runs/r2"] = "success";
    status_.remove("/threads/t/runs/r5");
    const auto run = begin(requestOf(ActionVerb::cancelRun, 12));
    run->start();
    finish(*run);
    QCOMPARE(run->report(), QStringLiteral("Asked 12, done 10, 2 changed meanwhile."));
    QCOMPARE(run->items()[2].outcome, Outcome::changedMeanwhile);
    QCOMPARE(run->items()[2].sentence, QStringLiteral("It had ended before: success."));
    QCOMPARE(run->items()[0].outcome, Outcome::done);
    QCOMPARE(sent("POST").size(), 12);
    QCOMPARE(lastWritten().kind, AuditEntry::Kind::ended);
    QCOMPARE(lastWritten().counts, (AuditCounts{12, 10, 2, 0, 0}));
    QCOMPARE(lastWritten().targetCount, 12);
  }

  void aLostConnectionLocks() {
    deployment::Deployment place;
    place.name = "prod-eu";
    place.environment = deployment::Environment::production;
    place.apiUrls = {server_->url().toString().toStdString()};
    server_->answer = [](const RecordingServer::Request&) { return RecordingServer::json("{\"ok\":true}"); };
    DeploymentSession session(place, &log_);
    session.connectAll();
    QTRY_COMPARE_WITH_TIMEOUT(session.state(Source::api).phase, SourcePhase::ready, 20'000);
    QVERIFY(session.lock().unlock(QStringLiteral("incident 4211")).has_value());
    QVERIFY(session.gate().isOpen());
    QSignalSpy locked(&session, &DeploymentSession::locked);
    server_.reset();
    session.api()->request("GET", QStringLiteral("/info"), {}, &session,
                           [](const wire::Value&, const SourceError*) {});
    QTRY_COMPARE_WITH_TIMEOUT(locked.size(), 1, 20'000);
    QVERIFY(!session.gate().isOpen());
    QCOMPARE(lastWritten().kind, AuditEntry::Kind::locked);
    QCOMPARE(lastWritten().result, QStringLiteral("Locked: the connection was lost."));
  }

  /// What a thread was, in one line of a file that nobody else reads, without its secrets.
  void aCopyIsKeptOfWhatGoes() {
    server_->answer = [](const RecordingServer::Request& request) {
      if (request.line.contains("/threads/gone")) return RecordingServer::json("{}", "404 Not Found");
      if (request.line.contains("/runs?")) return RecordingServer::json("[{\"run_id\":\"r1\"}]");
      if (request.line.contains("/history"))
        return RecordingServer::json("[{\"values\":{\"n\":12345678901234567890}}]");
      return RecordingServer::json("{\"thread_id\":\"t1\",\"metadata\":{\"api_key\":\"hunter2\"}}");
    };
    ActionRequest request;
    request.verb = ActionVerb::deleteThread;
    request.targets = {{QStringLiteral("t1"), {}, {}}, {QStringLiteral("gone"), {}, {}}};
    const QString folder = profile_.filePath(QStringLiteral("copies"));
    TargetBackup backup(*api_, planOf(request).value(), {folder});
    QSignalSpy finished(&backup, &TargetBackup::finished);
    backup.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
    QFile file(finished[0][0].toString());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(
        file.readAll(),
        QByteArray(
            "{\"target\":\"t1\",\"thread\":{\"thread_id\":\"t1\",\"metadata\":{\"api_key\":\"***\"}},"
            "\"runs\":[{\"run_id\":\"r1\"}],\"history\":[{\"values\":{\"n\":12345678901234567890}}]}\n"));
    const auto others =
        QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
    QCOMPARE(file.permissions() & others, QFileDevice::Permissions());
    QCOMPARE(QFileInfo(folder).permissions() & others, QFileDevice::Permissions());
    QVERIFY(sent("DELETE").isEmpty());
  }

  /// Which the API does not list: of every namespace, decoded as in the window.
  void aCopyHoldsWhatSubgraphsKept_data() {
    QTest::addColumn<ActionVerb>("verb");
    QTest::addColumn<QByteArrayList>("spaces");
    QTest::newRow("thread") << ActionVerb::deleteThread << QByteArrayList{"ask:2", "ask:1|deep:1", "ask:1"};
    QTest::newRow("run") << ActionVerb::deleteRun << QByteArrayList{"ask:1|deep:1", "ask:1"};
  }
  void aCopyHoldsWhatSubgraphsKept() {
    QFETCH(ActionVerb, verb);
    QFETCH(QByteArrayList, spaces);
    const auto uri = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri, kSubgraphs);
    server_->answer = [](const RecordingServer::Request& request) {
      return request.line.contains("/history") || request.line.contains("/runs?")
                 ? RecordingServer::json("[]")
                 : RecordingServer::json("{\"thread_id\":\"t\"}");
    };
    PgSession postgres(target(uri));
    ActionRequest request;
    request.verb = verb;
    request.targets = {{verb == ActionVerb::deleteThread ? kThread : kRun, kThread, {}}};
    TargetBackup backup(*api_, planOf(request).value(), {profile_.filePath(QStringLiteral("copies"))});
    backup.readSubgraphsFrom(std::make_unique<PgThreadDetailFeed>(postgres), nullptr);
    QSignalSpy finished(&backup, &TargetBackup::finished);
    backup.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
    QFile file(finished[0][0].toString());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto line = wire::parseJson(file.readAll().toStdString()).value();
    const auto* kept = line.find("subgraphs");
    QVERIFY(kept != nullptr);
    QByteArrayList found;
    for (const auto& each : kept->items()) {
      found.append(QByteArray::fromStdString(std::string(each.stringAt("checkpoint_ns"))));
      QCOMPARE(QByteArray::fromStdString(wire::writeJson(*each.find("values"))),
               QByteArray("{\"n\":7,\"api_key\":\"***\"}"));
    }
    QCOMPARE(found, spaces);
    QVERIFY2(backup.omission().isEmpty(), qPrintable(backup.omission()));
  }

  /// Where there is only the API: by the tasks of its history.
  void aCopyNamesTheSubgraphsItLacks() {
    server_->answer = [](const RecordingServer::Request& request) {
      if (request.line.contains("/history"))
        return RecordingServer::json(
            "[{\"tasks\":[{\"name\":\"ask\",\"checkpoint\":{\"checkpoint_ns\":\"ask:2\"}},{\"name\":\"a\","
            "\"checkpoint\":null}]},{\"tasks\":[{\"checkpoint\":null,\"state\":{\"checkpoint\":"
            "{\"checkpoint_ns\":\"ask:1\"}}}]}]");
      return RecordingServer::json("{\"run_id\":\"r0\"}");
    };
    TargetBackup backup(*api_, planOf(requestOf(ActionVerb::deleteRun, 1)).value(),
                        {profile_.filePath(QStringLiteral("copies"))});
    QSignalSpy finished(&backup, &TargetBackup::finished);
    backup.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
    QFile file(finished[0][0].toString());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("\"subgraphs_missing\":[\"ask:1\",\"ask:2\"]"));
    QVERIFY2(backup.omission().contains(QStringLiteral("ask:1, ask:2")), qPrintable(backup.omission()));
  }

  void aCopyThatCannotBeKeptLeavesNothing() {
    server_->answer = [](const RecordingServer::Request&) { return RecordingServer::json("{}", "500 Oops"); };
    const QString folder = profile_.filePath(QStringLiteral("none"));
    {
      TargetBackup backup(*api_, planOf(requestOf(ActionVerb::deleteRun, 2)).value(), {folder});
      QSignalSpy failed(&backup, &TargetBackup::failed);
      backup.start();
      QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 20'000);
      QVERIFY(failed[0][0].toString().contains(QStringLiteral("nothing is sent")));
    }
    QVERIFY(QDir(folder).exists() && QDir(folder).isEmpty());
    TargetBackup nowhere(*api_, planOf(requestOf(ActionVerb::deleteRun, 1)).value(),
                         {QStringLiteral("/proc/none")});
    QSignalSpy failed(&nowhere, &TargetBackup::failed);
    nowhere.start();
    QCOMPARE(failed.size(), 1);
  }

  /// What is there and cannot be read whole is not gone: nothing of it is kept, and nothing is sent.
  void aPartThatCannotBeReadIsNoEmptyOne_data() {
    QTest::addColumn<QByteArray>("history");
    QTest::newRow("no such path") << RecordingServer::json("{}", "404 Not Found");
    QTest::newRow("no list") << RecordingServer::json("{}");
  }
  void aPartThatCannotBeReadIsNoEmptyOne() {
    QFETCH(QByteArray, history);
    server_->answer = [history](const RecordingServer::Request& request) {
      return request.line.contains("/history") ? history : RecordingServer::json("{\"run_id\":\"r0\"}");
    };
    TargetBackup backup(*api_, planOf(requestOf(ActionVerb::deleteRun, 1)).value(),
                        {profile_.filePath(QStringLiteral("copies"))});
    QSignalSpy failed(&backup, &TargetBackup::failed);
    backup.start();
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 20'000);
  }

  void cronsThatCannotBeSearchedAreNotGone() {
    server_->answer = [](const RecordingServer::Request& request) {
      return request.line.contains("/search") ? pageOf("cron_id", 1001, 0, "c0")
                                              : RecordingServer::json("{}", "404 Not Found");
    };
    ActionRequest request;
    request.verb = ActionVerb::deleteCron;
    request.targets = {{QStringLiteral("c0"), {}, {}}};
    TargetBackup backup(*api_, planOf(request).value(), {profile_.filePath(QStringLiteral("copies"))});
    QSignalSpy failed(&backup, &TargetBackup::failed);
    backup.start();
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 20'000);
    QVERIFY(failed[0][0].toString().contains(QStringLiteral("cannot be searched")));
  }

  void aCronBeyondTheFirstThousandIsCopied() {
    serveManyCrons();
    ActionRequest request;
    request.verb = ActionVerb::deleteCron;
    request.targets = {{QStringLiteral("c0"), {}, {}}, {QStringLiteral("gone"), {}, {}}};
    QCOMPARE(copyOf(request), QByteArray("{\"target\":\"c0\",\"cron\":{\"cron_id\":\"c0\"}}\n"));
  }

  /// It is not called gone because it stands on a later page.
  void aCronBeyondTheFirstThousandIsStillThere() {
    serveManyCrons();
    ActionRequest request;
    request.verb = ActionVerb::deleteCron;
    request.targets = {{QStringLiteral("c0"), {}, {}}};
    const auto run = begin(request);
    run->start();
    finish(*run);
    QCOMPARE(run->items()[0].outcome, Outcome::failed);
    QCOMPARE(run->items()[0].sentence, QStringLiteral("The API took it, and it is still there."));
  }

  void allRunsAndCheckpointsOfAThreadAreCopied() {
    server_->answer = [](const RecordingServer::Request& request) {
      if (request.line.contains("/runs"))
        return pageOf("run_id", 1001, numberIn(request.line, "offset="), "last-run");
      if (!request.line.contains("/history")) return RecordingServer::json("{\"thread_id\":\"t1\"}");
      // A checkpoint is named by the one before it.
      if (request.body.contains("\"before\":{\"checkpoint_id\":\"c999\"}"))
        return RecordingServer::json("[{\"checkpoint\":{\"checkpoint_id\":\"last-step\"}}]");
      QByteArray list;
      for (int i = 0; i < 1000; ++i)
        list += QByteArray(i > 0 ? "," : "") + "{\"checkpoint\":{\"checkpoint_id\":\"c" +
                QByteArray::number(i) + "\"}}";
      return RecordingServer::json("[" + list + "]");
    };
    ActionRequest request;
    request.verb = ActionVerb::deleteThread;
    request.targets = {{QStringLiteral("t1"), {}, {}}};
    const auto copy = copyOf(request);
    QVERIFY(copy.contains("last-run") && copy.contains("last-step"));
    QVERIFY(!copy.contains("_cut"));
  }

  /// More than is taken is told: in the file, and in a sentence.
  void aCopyThatIsCutSaysSo() {
    server_->answer = [](const RecordingServer::Request& request) {
      if (request.line.contains("/runs"))
        return pageOf("run_id", 20'000, numberIn(request.line, "offset="), "oldest");
      return RecordingServer::json(request.line.contains("/history") ? "[]" : "{\"thread_id\":\"t1\"}");
    };
    ActionRequest request;
    request.verb = ActionVerb::deleteThread;
    request.targets = {{QStringLiteral("t1"), {}, {}}};
    TargetBackup backup(*api_, planOf(request).value(), {profile_.filePath(QStringLiteral("copies"))});
    QSignalSpy finished(&backup, &TargetBackup::finished);
    backup.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
    QVERIFY2(backup.omission().contains(QStringLiteral("10000")), qPrintable(backup.omission()));
    QFile file(finished[0][0].toString());
    QVERIFY(file.open(QIODevice::ReadOnly) && file.readAll().contains("\"runs_cut\":true"));
  }

  /// The API tells an item that is not there as null.
  void anItemThatIsGoneLeavesNoEmptyCopy() {
    server_->answer = [](const RecordingServer::Request& request) {
      return RecordingServer::json(request.line.contains("key=gone") ? "null" : "{\"key\":\"k\"}");
    };
    ActionRequest request;
    request.verb = ActionVerb::deleteItem;
    request.targets = {{QStringLiteral("gone"), {}, {QStringLiteral("a")}},
                       {QStringLiteral("k"), {}, {QStringLiteral("a")}}};
    const auto copy = copyOf(request);
    QVERIFY2(!copy.contains("gone") && copy.contains("\"item\":{\"key\":\"k\"}"), copy.constData());
  }

  void aNamedCopyOverwritesNothing() {
    const QString path = profile_.filePath(QStringLiteral("mine.jsonl"));
    const auto plan = planOf(requestOf(ActionVerb::deleteRun, 1)).value();
    {
      TargetBackup backup(*api_, plan, {{}, path});
      QSignalSpy finished(&backup, &TargetBackup::finished);
      backup.start();
      QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
      QCOMPARE(finished[0][0].toString(), path);
    }
    QFile file(path);
    QCOMPARE(file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
             QFileDevice::Permissions());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto kept = file.readAll();
    QVERIFY(kept.contains("\"run\":"));
    TargetBackup again(*api_, plan, {{}, path});
    QSignalSpy failed(&again, &TargetBackup::failed);
    again.start();
    QCOMPARE(failed.size(), 1);
    QVERIFY(failed[0][0].toString().contains(QStringLiteral("is there already")));
    file.seek(0);
    QCOMPARE(file.readAll(), kept);
  }

  void onlyFailuresAreTriedAgain() {
    status_["/threads/t/runs/r1"] = "stuck";
    const auto run = begin(requestOf(ActionVerb::deleteRun, 3));
    run->start();
    finish(*run);
    QCOMPARE(run->report(), QStringLiteral("Asked 3, done 2, 1 failed."));
    QCOMPARE(run->items()[1].sentence, QStringLiteral("It is stuck"));
    status_["/threads/t/runs/r1"] = "running";
    server_->requests.clear();
    run->retryFailures();
    finish(*run);
    QCOMPARE(run->report(), QStringLiteral("Asked 3, done 3."));
    QCOMPARE(sent("DELETE"), QList<QByteArray>{"/threads/t/runs/r1"});
  }

  void stoppingSendsNoMore() {
    const auto run = begin(requestOf(ActionVerb::cancelRun, 30));
    connect(run.get(), &ActionRun::itemChanged, run.get(), [&](int index) {
      if (index == 4 && run->items()[4].outcome == Outcome::sent) run->stop();
    });
    run->start();
    finish(*run);
    QVERIFY2(sent("POST").size() <= 6, qPrintable(run->report()));
    const auto counts = run->counts();
    QCOMPARE(counts.done, static_cast<int>(sent("POST").size()));
    QCOMPARE(counts.notSent, 30 - counts.done);
  }

  void whatIsUndoneInTimeIsNeverSent() {
    const auto run = begin(requestOf(ActionVerb::deleteRun, 1), {std::chrono::hours(1), kNone, kNone, 5});
    run->start();
    QCOMPARE(run->phase(), Phase::undoable);
    QCOMPARE(run->undoLeft(), std::chrono::hours(1));
    run->stop();
    finish(*run);
    QCOMPARE(run->report(), QStringLiteral("Asked 1, done 0, 1 not sent."));
    QVERIFY(server_->requests.isEmpty());
    QCOMPARE(lastWritten().counts.notSent, 1);
  }

  void theUndoTimePasses() {
    const auto run =
        begin(requestOf(ActionVerb::deleteRun, 1), {std::chrono::milliseconds(300), kNone, kNone, 5});
    run->start();
    QVERIFY(server_->requests.isEmpty());
    finish(*run);
    QCOMPARE(run->report(), QStringLiteral("Asked 1, done 1."));
  }

  void lockingStopsTheRest() {
    WriteLock lock(deployment::SafetyLevel::guarded);
    const WriteGate gate({QStringLiteral("stage"), deployment::Environment::staging}, lock, &log_);
    ApiSession api({{server_->url()}, {}}, gate);
    QVERIFY(lock.unlock(QStringLiteral("test of the lock")));
    auto plan = planOf(requestOf(ActionVerb::cancelRun, 20)).value();
    auto permit = gate.permit(plan.intent, {true, true, QStringLiteral("stage")}).value();
    ActionRun run(api, std::move(plan), std::move(permit), kAtOnce);
    connect(&run, &ActionRun::itemChanged, &run, [&](int index) {
      if (index == 2) lock.lock(WriteLock::Why::byHand);
    });
    run.start();
    finish(run);
    QCOMPARE(sent("POST").size(), 3);
    QCOMPARE(run.counts().done, 3);
    QCOMPARE(run.counts().failed, 17);
  }

  void aServerThatGoesAwayIsNoSuccess() {
    const auto run = begin(requestOf(ActionVerb::cancelRun, 3));
    server_->close();
    run->start();
    finish(*run);
    QCOMPARE(run->report(), QStringLiteral("Asked 3, done 0, 3 failed."));
  }

  /// A proxy gave up on it, or the server is about to go: the look afterwards tells what was done.
  void anAnswerFromBeforeTheServerIsNoRefusal() {
    server_->answer = [this](const RecordingServer::Request& request) {
      if (!request.line.startsWith("DELETE")) return answer(request);
      status_.remove(pathOf(request));
      return RecordingServer::json("", "504 Gateway Timeout");
    };
    const auto run = begin(requestOf(ActionVerb::deleteRun, 2));
    run->start();
    finish(*run);
    QCOMPARE(run->report(), QStringLiteral("Asked 2, done 2."));
  }

  void aDryRunOnlyReads() {
    status_["/threads/t/runs/r1"] = "success";
    status_.remove("/threads/t/runs/r2");
    ActionRehearsal rehearsal(*api_, planOf(requestOf(ActionVerb::cancelRun, 4)).value());
    QSignalSpy over(&rehearsal, &ActionRehearsal::finished);
    rehearsal.start();
    QTRY_COMPARE(over.size(), 1);
    QCOMPARE(rehearsal.report(),
             QStringLiteral("Nothing was sent. 2 of 4 would change, 2 have nothing left to do."));
    QCOMPARE(rehearsal.items()[1].sentence, QStringLiteral("success: nothing left to do"));
    QCOMPARE(static_cast<int>(sent("GET").size()), static_cast<int>(server_->requests.size()));
  }
};

QTEST_GUILESS_MAIN(ActionsTest)
#include "actions_test.moc"
