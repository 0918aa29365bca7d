// SPDX-License-Identifier: Apache-2.0
#include "backend/client/deployment_list.h"
#include "backend/deployment/deployment_json.h"
#include "backend/wire/envelope.h"
#include "tests/support/aegra_schema.h"
#include "tests/support/redis_writer.h"
#include "tests/support/test_postgres.h"
#include "tests/support/test_redis.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle;
using heddle::test::TestPostgres;

namespace {

const char* const kThread = "10000000-0000-0000-0000-000000000001";
const char* const kRun = "20000000-0000-0000-0000-000000000001";
const char* const kRows =
    "insert into assistant (assistant_id, graph_id, name) values ('00000000-0000-0000-0000-00000000aaaa', "
    "'agent', 'Agent');"
    "insert into thread (thread_id, status, metadata) values ('10000000-0000-0000-0000-000000000001', "
    "'idle', '{\"graph_id\": \"agent\"}');"
    "insert into run (run_id, thread_id, assistant_id, status, kwargs, created_at) select "
    "('20000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,"
    " '10000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000aaaa', case when n = 3 then "
    "'error' else 'success' end,"
    " '{\"input\": {\"n\": 12345678901234567890}}', '2026-01-01 00:00Z'::timestamptz + n * interval '1 s' "
    "from generate_series(0, 9) n;"
    "insert into checkpoints (thread_id, checkpoint_id, checkpoint, metadata) values "
    "('10000000-0000-0000-0000-000000000001',"
    " '1f1e76e8-e75a-620e-9694-df19fb72aa23', '{\"v\": 4, \"id\": \"1f1e76e8-e75a-620e-9694-df19fb72aa23\", "
    "\"ts\": \"2026-11-23T18:00:00+00:00\","
    " \"channel_values\": {\"n\": 1}, \"channel_versions\": {\"n\": \"1\", \"b\": \"2\"}}', '{\"source\": "
    "\"loop\", \"step\": 1}');"
    "insert into checkpoint_blobs values ('10000000-0000-0000-0000-000000000001', '', 'b', '2', 'msgpack', "
    "'\\x93010203')"
    ";insert into assistant_versions (assistant_id, version, graph_id, name, config) values "
    "('00000000-0000-0000-0000-00000000aaaa', 1, 'agent', 'Agent', '{\"model\": \"small\", \"n\": "
    "12345678901234567890}'), ('00000000-0000-0000-0000-00000000aaaa', 2, 'agent', 'Agent', '{\"model\": "
    "\"large\", \"n\": 12345678901234567890}'), ('00000000-0000-0000-0000-00000000aaaa', 3, 'agent', "
    "'Agent', "
    "'{\"model\": \"large\", \"n\": 12345678901234567890}')"
    ";insert into store (prefix, key, value) values ('users.42', 'name', '{\"first\": \"Ada\"}'), "
    "('users.42.notes', "
    "'n1', '12345678901234567890'), ('rules', 'r', '1')"
    ";insert into cron (cron_id, assistant_id, schedule, timezone, next_run_date, payload) values "
    "('50000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000aaaa', '0 9 * * 1-5', "
    "'Europe/Berlin', '2036-01-01 08:00Z', '{\"input\": {\"n\": 12345678901234567890}}');"
    "insert into heddle_cron_fire (cron_id, fire_at, run_id) values ('50000000-0000-0000-0000-000000000001', "
    "'2026-01-01 08:00Z', '20000000-0000-0000-0000-000000000003')";

/// Arguments, written as literals or as QString.
struct Word {
  Word(const char* text) : text(QString::fromUtf8(text)) {}
  Word(const QString& given) : text(given) {}
  QString text;
};
QStringList words(std::initializer_list<Word> list) {
  QStringList out;
  for (const auto& word : list)
    out << word.text;
  return out;
}

struct Ended {
  int code = -1;
  QByteArray out, error;
  QByteArray both() const { return out + error; }
  QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

}  // namespace

class VerbsTest : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::string uri_;
  std::unique_ptr<test::TestRedis> redis_;

  QString file(const char* name, const deployment::Deployment& deployment) {
    const auto path = folder_.filePath(QLatin1String(name));
    [&] { QVERIFY(deployment::writeDeploymentFile(path.toStdString(), deployment).has_value()); }();
    return path;
  }

  deployment::Deployment local() const {
    deployment::Deployment deployment;
    deployment.name = "Local";
    deployment.environment = deployment::Environment::local;
    deployment.database = uri_;
    deployment.redis = "unix://" + redis_->socketPath();
    deployment.redisKeyPrefix = "heddle:";
    return deployment;
  }

  static std::unique_ptr<QProcess> started(const QStringList& arguments) {
    auto process = std::make_unique<QProcess>();
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("DISPLAY"));
    environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
    process->setProcessEnvironment(environment);
    process->start(QStringLiteral(HEDDLE_VERBS), arguments);
    return process;
  }

  static Ended ended(QProcess& process) {
    if (!process.waitForFinished(20000)) process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
  }

  Ended run(QStringList arguments, const QString& deployment) {
    arguments << QStringLiteral("--deployment") << deployment << QStringLiteral("--json");
    return ended(*started(arguments));
  }

 private Q_SLOTS:
  void initTestCase() {
    uri_ = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri_, kRows);
    redis_ = std::make_unique<test::TestRedis>();
  }

  void usage_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::newRow("unknown verb") << words({"foo"}) << 2;
    QTest::newRow("no second word") << words({"runs"}) << 2;
    QTest::newRow("no deployment") << words({"runs", "list"}) << 2;
    QTest::newRow("unknown option") << words({"runs", "list", "--deployment", "x", "--nope"}) << 2;
    QTest::newRow("unknown status") << words({"runs", "list", "--deployment", "x", "--status", "finished"})
                                    << 2;
    QTest::newRow("limit too low") << words({"runs", "list", "--deployment", "x", "--limit", "0"}) << 2;
    QTest::newRow("unknown deployment")
        << words({"runs", "list", "--deployment", "x", "--profile-dir", "/nonexistent"}) << 2;
    QTest::newRow("missing file") << words({"conn", "test", "--deployment", "/nonexistent/deployment.json"})
                                  << 2;
    QTest::newRow("help") << words({"runs", "list", "--help"}) << 0;
    QTest::newRow("help of all") << words({"--help"}) << 0;
    QTest::newRow("version") << words({"--version"}) << 0;
  }

  void whatIsKnownIsSaidWhereAVerbIsWrong() {
    const auto said = [](const QStringList& arguments) { return ended(*started(arguments)).error; };
    QVERIFY(said(words({"rnus"})).startsWith("heddle: it does not know 'rnus'; there are runs, threads, "));
    QVERIFY(said(words({"runs", "lsit", "--json"}))
                .startsWith("heddle runs: it does not know 'lsit'; there are list, show, "));
    QVERIFY(said(words({"store"})).startsWith("heddle store: what to do is missing; there are ls, get, "));
    QVERIFY(said(words({"runs", "show", "--deployment", "x"})).contains("run is required"));
  }

  void usage() {
    QFETCH(QStringList, arguments);
    const auto result = ended(*started(arguments));
    QTEST(result.code, "code");
    QVERIFY(!result.both().isEmpty());
  }

  void runsAreListed() {
    const auto path = file("local.json", local());
    auto result = run(words({"runs", "list", "--limit", "4"}), path);
    QCOMPARE(result.code, 0);
    auto rows = result.json().value(QStringLiteral("runs")).toArray();
    QCOMPARE(rows.size(), 4);
    QCOMPARE(rows[0].toObject().value(QStringLiteral("created_at")).toString(),
             QStringLiteral("2026-01-01T00:00:09.000000+00:00"));
    QCOMPARE(rows[0].toObject().value(QStringLiteral("assistant_name")).toString(), QStringLiteral("Agent"));
    const auto next = result.json().value(QStringLiteral("next")).toString();
    result = run(words({"runs", "list", "--after", next}), path);
    QCOMPARE(result.json().value(QStringLiteral("runs")).toArray().size(), 6);
    QVERIFY(result.json().value(QStringLiteral("next")).isNull());
    result = run(words({"runs", "list", "--status", "error,timeout"}), path);
    QCOMPARE(result.json().value(QStringLiteral("runs")).toArray().size(), 1);
    const auto table = ended(*started(words({"runs", "list", "--deployment", path})));
    QCOMPARE(table.code, 0);
    QCOMPARE(table.out.count('\n'), 11);
    QCOMPARE(run(words({"runs", "list", "--after", "nonsense"}), path).code, 2);
  }

  void listsAreFiltered_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("list");
    QTest::addColumn<QStringList>("ends");
    const auto runs = [](const char* name, std::initializer_list<Word> more,
                         std::initializer_list<Word> ends) {
      QTest::newRow(name) << words({"runs", "list"}) + words(more) << QStringLiteral("runs") << words(ends);
    };
    runs("status", {"--filter", "status:error"}, {"3"});
    runs("bounds", {"--filter", "created:2026-01-01T00:00:05..2026-01-01T00:00:07"}, {"7", "6", "5"});
    runs("sort", {"--filter", "created:..2026-01-01T00:00:02", "--sort", "created"}, {"0", "1", "2"});
    runs("sort, falling", {"--filter", "created:..2026-01-01T00:00:02", "--sort=-age"}, {"0", "1", "2"});
    runs("id", {"--filter", "id:20000000-0000-0000-0000-000000000003"}, {"3"});
    runs("with the older options", {"--filter", "assistant:agent", "--status", "error"}, {"3"});
    runs("nothing", {"--filter", "meta.nothing:there"}, {});
    QTest::newRow("assistants") << words({"assistants", "list", "--filter", "name:agent"})
                                << QStringLiteral("assistants") << QStringList{QStringLiteral("aaaa")};
    QTest::newRow("crons") << words({"crons", "list", "--filter", "result:error zone:Europe/Berlin"})
                           << QStringLiteral("crons") << QStringList{QStringLiteral("0001")};
    QTest::newRow("threads") << words({"threads", "list", "--filter", "graph:agent -status:busy"})
                             << QStringLiteral("threads") << QStringList{QStringLiteral("1")};
  }

  void listsAreFiltered() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, list);
    QFETCH(QStringList, ends);
    const auto result = run(arguments, file("local.json", local()));
    QVERIFY2(result.code == 0, result.error.constData());
    const auto rows = result.json().value(list).toArray();
    QStringList found;
    for (const auto& row : rows) {
      const QString id = row.toObject().value(list.chopped(1) + QStringLiteral("_id")).toString();
      found.append(id.right(ends.isEmpty() ? 1 : ends.front().size()));
    }
    QCOMPARE(found, ends);
  }

  /// Scripts rely on the members; the schema names them all.
  void rowsAreWhatTheSchemaSays() {
    QFile schemaFile(QStringLiteral(HEDDLE_SOURCE_DIR "/resources/schemas/lists.schema.json"));
    QVERIFY(schemaFile.open(QIODevice::ReadOnly));
    const auto kinds =
        QJsonDocument::fromJson(schemaFile.readAll()).object().value(QStringLiteral("$defs")).toObject();
    for (const char* list : {"runs", "threads", "assistants", "crons"}) {
      const auto result =
          run(words({QString::fromLatin1(list), "list", "--limit", "1"}), file("local.json", local()));
      QCOMPARE(result.code, 0);
      const auto row = result.json().value(QLatin1String(list)).toArray().first().toObject();
      const auto kind = kinds.value(QString::fromLatin1(list).chopped(1)).toObject();
      QStringList required;
      for (const auto& name : kind.value(QStringLiteral("required")).toArray())
        required.append(name.toString());
      required.sort();
      QCOMPARE(row.keys(), required);
      auto known = kind.value(QStringLiteral("properties")).toObject().keys();
      known.removeOne(QStringLiteral("saver"));  // of threads in Redis alone; redis_savers_test
      QCOMPARE(known, required);
    }
  }

  void listsAreGrouped() {
    const auto path = file("local.json", local());
    const auto found =
        run(words({"runs", "list", "--group-by", "status", "--filter", "status:error,timeout"}), path);
    QCOMPARE(found.code, 0);
    const auto groups = found.json().value(QStringLiteral("groups")).toArray();
    QCOMPARE(groups.size(), 1);
    QCOMPARE(groups[0].toObject(), (QJsonObject{{QStringLiteral("value"), QStringLiteral("error")},
                                                {QStringLiteral("rows"), 1},
                                                {QStringLiteral("filter"), QStringLiteral("status:error")}}));
    QFile schemaFile(QStringLiteral(HEDDLE_SOURCE_DIR "/resources/schemas/lists.schema.json"));
    QVERIFY(schemaFile.open(QIODevice::ReadOnly));
    const auto kinds = QJsonDocument::fromJson(schemaFile.readAll()).object().value(QStringLiteral("oneOf"));
    QStringList required;
    for (const auto& name : kinds.toArray().last().toObject().value(QStringLiteral("required")).toArray())
      required.append(name.toString());
    QCOMPARE(found.json().keys(), required);
    const auto table =
        ended(*started(words({"runs", "list", "--deployment", path, "--group-by", "created"})));
    QCOMPARE(table.code, 0);
    QVERIFY2(table.out.contains("created:2026-01-01T00:00:09Z..2026-01-01T00:00:09Z"), table.out.constData());
    const auto refused = run(words({"runs", "list", "--group-by", "tag"}), path);
    QVERIFY(refused.code != 0);
    QVERIFY2(refused.error.contains("'tag'"), refused.error.constData());
  }

  void mistakesInAFilterAreShown() {
    const auto path = file("local.json", local());
    auto result = run(words({"runs", "list", "--filter", "age:<1d statsu:error"}), path);
    QCOMPARE(result.code, 2);
    QVERIFY2(result.error.contains("Did you mean status?"), result.error.constData());
    QVERIFY2(result.error.contains("\n          ^^^^^^\n"), result.error.constData());
    QCOMPARE(run(words({"threads", "list", "--sort", "colour"}), path).code, 2);
    result = run(words({"runs", "list", "--filter", "error:~a{9999}"}), path);  // only Postgres can tell
    QCOMPARE(result.code, 2);
    QVERIFY2(result.error.contains("does not accept this filter"), result.error.constData());
  }

  void oneRunIsShown() {
    const auto path = file("local.json", local());
    const auto result = run(words({"runs", "show", kRun}), path);
    QCOMPARE(result.code, 0);
    QVERIFY2(result.out.contains("\"kwargs\":{\"input\":{\"n\":12345678901234567890}}"),
             result.out.constData());
    QCOMPARE(run(words({"runs", "show", "99999999-0000-0000-0000-000000000001"}), path).code, 1);
    QCOMPARE(run(words({"runs", "show", "x"}), path).code, 2);
  }

  void versionsOfAnAssistant() {
    const auto path = file("local.json", local());
    const char* const id = "00000000-0000-0000-0000-00000000aaaa";
    QCOMPARE(run(words({"assistants", "show", id}), path).json().value(QStringLiteral("name")).toString(),
             QStringLiteral("Agent"));
    const auto versions = run(words({"assistants", "versions", id}), path);
    QCOMPARE(versions.code, 0);
    const auto rows = versions.json().value(QStringLiteral("versions")).toArray();
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[0].toObject().value(QStringLiteral("version")).toInt(), 3);
    QVERIFY(rows[2].toObject().value(QStringLiteral("in_force")).toBool());
    auto diff = run(words({"assistants", "diff", id, "1", "2"}), path);
    QCOMPARE(diff.code, 1);
    QVERIFY2(diff.out.contains("\"path\":\"/config/model\",\"value\":\"large\""), diff.out.constData());
    QCOMPARE(diff.json().value(QStringLiteral("changed")).toInt(), 1);
    diff = run(words({"assistants", "diff", id}), path);  // the newest and the one before it
    QCOMPARE(diff.code, 0);
    QVERIFY(diff.json().value(QStringLiteral("same")).toBool());
    diff = ended(*started(words({"assistants", "diff", id, "1", "3", "--deployment", path})));
    QCOMPARE(diff.out, QByteArray("~ /config/model  \"small\" -> \"large\"\n"));
    QCOMPARE(run(words({"assistants", "diff", id, "1", "9"}), path).code, 1);
    QCOMPARE(run(words({"assistants", "diff", id, "x"}), path).code, 2);
    QCOMPARE(run(words({"assistants", "versions", "x"}), path).code, 2);
    QCOMPARE(run(words({"assistants", "show", "99999999-0000-0000-0000-000000000001"}), path).code, 1);
  }

  void theStoreIsListed() {
    const auto path = file("local.json", local());
    auto all = run(words({"store", "ls"}), path);
    QCOMPARE(all.code, 0);
    QCOMPARE(all.json().value(QStringLiteral("namespaces")).toArray().size(), 2);
    QCOMPARE(all.json().value(QStringLiteral("items")).toArray().size(), 3);
    QVERIFY(all.json().value(QStringLiteral("next")).isNull());
    all = run(words({"store", "ls", "users", "42", "--exact"}), path);
    QCOMPARE(all.json().value(QStringLiteral("items")).toArray().size(), 1);
    all = run(words({"store", "ls", "--limit", "2"}), path);
    const auto next = all.json().value(QStringLiteral("next")).toString();
    all = run(words({"store", "ls", "--after", next}), path);
    QCOMPARE(all.json().value(QStringLiteral("items")).toArray().size(), 1);
    all = run(words({"store", "ls", "--filter", "value.first:Ada"}), path);
    QCOMPARE(all.json().value(QStringLiteral("items")).toArray().size(), 1);
    QCOMPARE(run(words({"store", "ls", "--filter", "colour:red"}), path).code, 2);
    QCOMPARE(run(words({"store", "ls", "--after", "x"}), path).code, 2);
    const auto item = run(words({"store", "get", "users", "42", "notes", "n1"}), path);
    QVERIFY2(item.out.contains("\"value\":12345678901234567890"), item.out.constData());
    QCOMPARE(run(words({"store", "get", "users", "42", "nothing"}), path).code, 1);
    QCOMPARE(run(words({"store", "get", "users"}), path).code, 2);
    const auto table = ended(*started(words({"store", "ls", "--deployment", path})));
    QVERIFY2(table.out.contains("rules/"), table.out.constData());
  }

  void oneCronIsShown() {
    const auto path = file("local.json", local());
    const auto result = run(words({"crons", "show", "50000000-0000-0000-0000-000000000001"}), path);
    QCOMPARE(result.code, 0);
    const auto cron = result.json();
    QCOMPARE(cron.value(QStringLiteral("in_words")).toString(),
             QStringLiteral("at 09:00 on Monday to Friday"));
    QCOMPARE(cron.value(QStringLiteral("next_fires")).toArray().size(), 5);
    QCOMPARE(cron.value(QStringLiteral("last_status")).toString(), QStringLiteral("error"));
    QCOMPARE(cron.value(QStringLiteral("fires")).toArray().size(), 1);
    QVERIFY2(result.out.contains("\"payload\":{\"input\":{\"n\":12345678901234567890}}"),
             result.out.constData());
    const auto table = ended(*started(words({"crons", "list", "--deployment", path})));
    QVERIFY2(table.out.contains("2036-01-01 09:00 +01:00"), table.out.constData());
    QCOMPARE(run(words({"crons", "show", "99999999-0000-0000-0000-000000000001"}), path).code, 1);
    QCOMPARE(run(words({"crons", "show", "x"}), path).code, 2);
  }

  void threadsAndState() {
    const auto path = file("local.json", local());
    const auto list = run(words({"threads", "list", "--status", "idle"}), path);
    QCOMPARE(list.code, 0);
    QCOMPARE(list.json().value(QStringLiteral("threads")).toArray().size(), 1);
    const auto state = run(words({"threads", "state", kThread}), path);
    QCOMPARE(state.code, 0);
    QCOMPARE(
        QJsonDocument(state.json().value(QStringLiteral("values")).toObject()).toJson(QJsonDocument::Compact),
        QByteArray("{\"b\":[1,2,3],\"n\":1}"));
    QCOMPARE(state.json().value(QStringLiteral("step")).toInt(), 1);
    QCOMPARE(run(words({"threads", "state", "99999999-0000-0000-0000-000000000001"}), path).code, 1);
  }

  void historyOfAThread() {
    const auto path = file("local.json", local());
    const auto history = run(words({"threads", "history", kThread}), path);
    QCOMPARE(history.code, 0);
    const auto rows = history.json().value(QStringLiteral("checkpoints")).toArray();
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0].toObject().value(QStringLiteral("source")).toString(), QStringLiteral("loop"));
    QVERIFY(history.json().value(QStringLiteral("next")).isNull());
    QVERIFY(history.json().value(QStringLiteral("note")).isNull());
    QCOMPARE(run(words({"threads", "history", "99999999-0000-0000-0000-000000000001"}), path).code, 1);
  }

  void statesAreCompared() {
    const auto other = QStringLiteral("1f1e76e8-e75a-6300-9694-df19fb72aa23");
    TestPostgres::run(
        uri_,
        "insert into checkpoints (thread_id, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)"
        " select thread_id, '1f1e76e8-e75a-6300-9694-df19fb72aa23', checkpoint_id,"
        " jsonb_set(checkpoint, '{channel_values,n}', '2'), metadata from checkpoints");
    const auto path = file("local.json", local());
    const QString first =
        QString::fromLatin1(kThread) + QStringLiteral("@1f1e76e8-e75a-620e-9694-df19fb72aa23");
    const auto diff = run(words({"threads", "diff", first, kThread}), path);
    QCOMPARE(diff.code, 1);
    QCOMPARE(diff.json().value(QStringLiteral("changed")).toInt(), 1);
    QCOMPARE(
        diff.json().value(QStringLiteral("b")).toObject().value(QStringLiteral("checkpoint_id")).toString(),
        other);
    QVERIFY2(diff.out.contains(R"("patch":[{"op":"replace","path":"/n","value":2}])"), diff.out.constData());
    QCOMPARE(run(words({"threads", "diff", first, first}), path).code, 0);
    const auto patch = run(words({"threads", "diff", first, kThread, "--patch"}), path);
    QCOMPARE(patch.out, QByteArray("[{\"op\":\"replace\",\"path\":\"/n\",\"value\":2}]\n"));
    const auto lines = ended(*started(words({"threads", "diff", first, kThread, "--deployment", path})));
    QCOMPARE(lines.out, QByteArray("~ /n  1 -> 2\n"));
    TestPostgres::run(uri_,
                      "delete from checkpoints where checkpoint_id = '1f1e76e8-e75a-6300-9694-df19fb72aa23'");
  }

  void sealedStates() {
    // {"answer": [42, "secret"]}, sealed with the key below.
    TestPostgres::run(
        uri_,
        "insert into checkpoints (thread_id, checkpoint_id, checkpoint) values ('sealed@home', '1', "
        "'{\"channel_versions\": {\"s\": \"1\"}}'); insert into checkpoint_blobs values ('sealed@home', '', "
        "'s', '1', "
        "'msgpack+aes', "
        "'\\x9fcd0cb5ced13a025da780940c8e6f419976509d4c1e328e505e23faaa7aaf59c822f465e81b12785667b39b0c0f0d"
        "ec65')");
    const auto path = file("local.json", local());
    qunsetenv("LANGGRAPH_AES_KEY");
    const auto shut = run(words({"threads", "state", "sealed@home"}), path);
    QCOMPARE(shut.code, 0);
    QVERIFY2(shut.out.contains("\"readability\":\"encrypted\""), shut.out.constData());
    QCOMPARE(run(words({"threads", "state", "sealed@home", "--decrypt"}), path).code, 2);
    qputenv("LANGGRAPH_AES_KEY", "0123456789abcdef");
    const auto open = run(words({"threads", "state", "sealed@home", "--decrypt"}), path);
    QVERIFY2(open.out.contains(R"("values":{"s":{"answer":[42,"secret"]}})"), open.out.constData());
    QVERIFY(!open.both().contains("0123456789abcdef"));
    qputenv("LANGGRAPH_AES_KEY", "0123456789abcdeX");
    const auto wrong = run(words({"threads", "state", "sealed@home", "--decrypt"}), path);
    QVERIFY2(wrong.out.contains("does not fit"), wrong.out.constData());
    qunsetenv("LANGGRAPH_AES_KEY");
  }

  void otherFlavoursAreListed() {
    auto theirs = local();
    theirs.database = TestPostgres::instance().freshDatabase();
    TestPostgres::run(theirs.database, std::string(test::kAegraSchema) + test::kAegraRows);
    const auto path = file("aegra.json", theirs);
    const auto tested = run(words({"conn", "test"}), path);
    const auto flavour = tested.json().value(QStringLiteral("flavour")).toObject();
    QCOMPARE(flavour.value(QStringLiteral("word")).toString(), QStringLiteral("aegra"));
    QCOMPARE(flavour.value(QStringLiteral("badge")).toString(), QStringLiteral("Aegra · f1a2b3c4d5e6"));
    auto list = run(words({"threads", "list", "--limit", "30"}), path);
    QCOMPARE(list.json().value(QStringLiteral("threads")).toArray().size(), 30);
    list = run(words({"threads", "list", "--after", list.json().value(QStringLiteral("next")).toString()}),
               path);
    QCOMPARE(list.json().value(QStringLiteral("threads")).toArray().size(), 10);
    list =
        run(words({"runs", "list", "--thread", "thread-002", "--filter", "id:\"run-004\",\"run-07\""}), path);
    QCOMPARE(list.json().value(QStringLiteral("runs")).toArray().size(), 1);
    list = run(words({"runs", "list", "--filter", "multitask:reject"}), path);
    QCOMPARE(list.code, 2);
    QVERIFY2(list.error.contains("does not tell the multitask"), list.error.constData());
    list = run(words({"runs", "list", "--thread", "thread-002"}), file("ours.json", local()));
    QCOMPARE(list.code, 2);
    QVERIFY2(list.error.contains("is no thread; write a UUID"), list.error.constData());
    const auto shown = run(words({"runs", "show", "run-004"}), path);
    QVERIFY2(shown.out.contains("ValueError: it broke"), shown.out.constData());
    QVERIFY(!shown.both().contains("hunter2"));
    const auto state = run(words({"threads", "state", "thread-001"}), path);
    QCOMPARE(state.code, 1);
    QVERIFY2(state.error.contains("no checkpoints"), state.error.constData());
  }

  void unreachableIsThree() {
    auto gone = local();
    gone.database = "postgres://u:hunter2@/d?host=/nonexistent";
    gone.redis = "unix://:hunter2@/nonexistent/redis.sock";
    const auto path = file("gone.json", gone);
    for (const auto& arguments :
         {words({"runs", "list"}), words({"threads", "list"}), words({"conn", "test"})}) {
      const auto result = run(arguments, path);
      QCOMPARE(result.code, 3);
      QVERIFY(!result.both().contains("hunter2"));
    }
    gone.database.clear();
    QCOMPARE(run(words({"tail"}), file("gone.json", gone)).code, 3);
  }

  void writesAreRefused() {
    auto production = local();
    production.environment = deployment::Environment::production;
    production.apiUrls = {"http://127.0.0.1:1"};
    const auto result = run(words({"runs", "cancel", kRun}), file("production.json", production));
    QCOMPARE(result.code, 4);
    QVERIFY2(result.error.contains("read-only"), result.error.constData());
  }

  void connectionIsTested() {
    const auto result = run(words({"conn", "test"}), file("local.json", local()));
    QCOMPARE(result.code, 0);
    QVERIFY(result.json().value(QStringLiteral("passed")).toBool());
    const auto stages = result.json().value(QStringLiteral("stages")).toArray();
    QCOMPARE(stages.size(), 16);
    for (const auto& stage : stages) {
      const auto name = stage.toObject().value(QStringLiteral("stage")).toString();
      const auto outcome = stage.toObject().value(QStringLiteral("result")).toString();
      QVERIFY2(outcome == QLatin1String("passed"), qPrintable(name + QStringLiteral(" ") + outcome));
    }
  }

  void knownDeploymentsGoByName() {
    const auto profile = folder_.filePath(QStringLiteral("profile"));
    const auto path = file("local.json", local());
    {
      client::SecretStore secrets;
      client::DeploymentList list(profile, secrets);
      QVERIFY(list.addFile(path).has_value());
    }
    QCOMPARE(run(words({"runs", "list", "--profile-dir", profile}), QStringLiteral("Local")).code, 0);
    QCOMPARE(run(words({"runs", "list", "--profile-dir", profile}), QStringLiteral("local")).code, 0);
  }

  void tailPrintsEvents() {
    TestPostgres::run(
        uri_,
        "insert into run (run_id, thread_id, assistant_id, status, kwargs) values "
        "('20000000-0000-0000-0000-000000000099',"
        " '10000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000aaaa', 'pending', '{}')");
    const auto path = file("local.json", local());
    const auto id = core::RunId::parse("20000000-0000-0000-0000-000000000099").value();
    auto process = started(
        words({"tail", "--run", "20000000-0000-0000-0000-000000000099", "--deployment", path, "--json"}));
    test::RedisWriter writer(redis_->socketPath());
    const auto channel = "heddle:l:{" + id.text() + "}";
    QTRY_COMPARE_WITH_TIMEOUT(writer.subscribers(channel), 1, 10000);
    wire::Envelope envelope{core::ThreadId::parse(kThread).value(),
                            id,
                            7,
                            1,
                            1,
                            2,
                            false,
                            {{"values", "", std::chrono::microseconds(1795459744768868), "{\"a\":1}"},
                             {"custom", "sub:1", std::chrono::microseconds(1795459744768869), "2"}}};
    writer.publish(channel, wire::encodeEnvelope(envelope));
    envelope.firstN = envelope.lastN = 3;
    envelope.end = true;
    envelope.events = {{"end", "", std::chrono::microseconds(1795459744768870), "{\"status\":\"success\"}"}};
    writer.publish(channel, wire::encodeEnvelope(envelope));
    const auto result = ended(*process);
    QCOMPARE(result.code, 0);
    const auto lines = result.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    const auto first = QJsonDocument::fromJson(lines[0]).object();
    QCOMPARE(first.value(QStringLiteral("mode")).toString(), QStringLiteral("values"));
    QCOMPARE(first.value(QStringLiteral("time")).toString(),
             QStringLiteral("2026-11-23T18:49:04.768868+00:00"));
    QCOMPARE(QJsonDocument::fromJson(lines[1]).object().value(QStringLiteral("ns")).toString(),
             QStringLiteral("sub:1"));
    QCOMPARE(QJsonDocument::fromJson(lines[2]).object().value(QStringLiteral("kind")).toString(),
             QStringLiteral("end"));

    const auto over = run(words({"tail", "--run", kRun}), path);
    QCOMPARE(over.code, 0);
    QVERIFY2(over.error.contains("has ended (success)"), over.error.constData());
    QCOMPARE(run(words({"tail", "--run", "99999999-0000-0000-0000-000000000001"}), path).code, 1);
  }

  void secretsArePrintedOnlyWhenAsked() {
    TestPostgres::run(
        uri_,
        "insert into thread (thread_id, status, metadata) values ('10000000-0000-0000-0000-000000000009', "
        "'idle', '{}');"
        "insert into checkpoints (thread_id, checkpoint_id, checkpoint, metadata) values "
        "('10000000-0000-0000-0000-000000000009', '1f1e76e8-e75a-620e-9694-df19fb72aa29', '{\"v\": 4, "
        "\"id\": \"1f1e76e8-e75a-620e-9694-df19fb72aa29\", \"ts\": \"2026-11-23T18:00:00+00:00\", "
        "\"channel_values\": {\"n\": 1, \"api_key\": \"hunter2\"}, \"channel_versions\": {\"n\": \"1\", "
        "\"api_key\": \"1\"}}', '{}');"
        "insert into assistant (assistant_id, graph_id, name) values "
        "('00000000-0000-0000-0000-00000000bbbb', "
        "'agent', 'Keys');"
        "insert into assistant_versions (assistant_id, version, graph_id, name, config) values "
        "('00000000-0000-0000-0000-00000000bbbb', 1, 'agent', 'Keys', '{}'), "
        "('00000000-0000-0000-0000-00000000bbbb', 2, 'agent', 'Keys', '{\"api_key\": \"hunter2\"}');"
        "update assistant set version = 2, config = '{\"api_key\": \"hunter2\"}' where name = 'Keys';"
        "insert into store (prefix, key, value) values ('keys', 'k', '{\"api_key\": \"hunter2\"}');"
        "insert into run (run_id, thread_id, assistant_id, status, kwargs) values "
        "('20000000-0000-0000-0000-00000000bbbb', '10000000-0000-0000-0000-000000000009', "
        "'00000000-0000-0000-0000-00000000bbbb', 'success', '{\"input\": {\"api_key\": \"hunter2\"}}');"
        "insert into cron (cron_id, assistant_id, schedule, payload) values "
        "('50000000-0000-0000-0000-00000000bbbb', '00000000-0000-0000-0000-00000000bbbb', '0 12 * * *', "
        "'{\"input\": {\"api_key\": \"hunter2\"}}')");
    const auto path = file("secrets.json", local());
    const char* const thread = "10000000-0000-0000-0000-000000000009";
    const char* const assistant = "00000000-0000-0000-0000-00000000bbbb";
    for (const auto& verb :
         {words({"threads", "state", thread}), words({"threads", "diff", kThread, thread}),
          words({"assistants", "show", assistant}), words({"assistants", "versions", assistant}),
          words({"assistants", "diff", assistant}), words({"store", "get", "keys", "k"}),
          words({"runs", "show", "20000000-0000-0000-0000-00000000bbbb"}),
          words({"crons", "show", "50000000-0000-0000-0000-00000000bbbb"})}) {
      const auto what = verb.mid(0, 2).join(u' ');
      for (const bool json : {true, false}) {
        // Versions are a table of names without --json.
        if (!json && verb[1] == QStringLiteral("versions")) continue;
        auto asked = verb + words({"--deployment", path});
        if (json) asked << QStringLiteral("--json");
        const auto masked = ended(*started(asked)).both();
        QVERIFY2(!masked.contains("hunter2") && masked.contains("***"),
                 qPrintable(what + u' ' + QString::fromUtf8(masked)));
        QVERIFY2(ended(*started(asked + words({"--reveal"}))).both().contains("hunter2"), qPrintable(what));
      }
    }
  }
};

QTEST_GUILESS_MAIN(VerbsTest)
#include "verbs_test.moc"
