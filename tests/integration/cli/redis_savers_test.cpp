// SPDX-License-Identifier: Apache-2.0
// Redis as LangGraph's own savers of both languages fill it, as the verbs read it against what LangGraph
// reads back. Skipped where .cache/savers is not there: Debian's Redis has no JSON.
#include "backend/deployment/deployment_json.h"
#include "tests/support/module_redis.h"
#include "tests/support/redis_writer.h"
#include "tests/support/test_postgres.h"

#include <memory>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>

using namespace heddle;
using heddle::test::ModuleRedis;

namespace {

const QString kNamed = QStringLiteral("conversation/ä 1");

struct Filled {
  std::unique_ptr<ModuleRedis> redis = std::make_unique<ModuleRedis>();
  QByteArray told;     // by the writer, a line for each thread
  QString deployment;  // the file
};

}  // namespace

class RedisSaversTest : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::map<QString, Filled> filled_;  // by language and kind

  QString deploymentFile(const QString& name, const QString& redis, const std::string& database = {}) {
    deployment::Deployment deployment;
    deployment.name = name.toStdString();
    deployment.redis = redis.toStdString();
    deployment.database = database;
    const auto path = folder_.filePath(name + QStringLiteral(".json"));
    if (!deployment::writeDeploymentFile(path.toStdString(), deployment)) qFatal("no deployment file");
    return path;
  }

  /// Each is filled once for all cases; nullptr after a skip or a failure.
  Filled* filled(const QString& language, const QString& kind) {
    const auto found = filled_.find(language + kind);
    if (found != filled_.end()) return &found->second;
    Filled made;
    if (!made.redis->start()) return nullptr;
    made.told = made.redis->write(language, kind);
    if (made.told.isEmpty()) return nullptr;
    made.deployment = deploymentFile(language + kind, made.redis->url());
    return &filled_.emplace(language + kind, std::move(made)).first->second;
  }

  static QJsonObject run(const QString& deployment, const QStringList& words, int expected = 0) {
    QProcess process;
    process.start(QStringLiteral(HEDDLE_VERBS),
                  words + QStringList{QStringLiteral("--deployment"), deployment, QStringLiteral("--json")});
    if (!process.waitForFinished(20'000)) process.kill();
    const auto said = process.readAllStandardError();
    if (process.exitCode() != expected) QTest::qFail(said.constData(), __FILE__, __LINE__);
    auto answer = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    answer.insert(QStringLiteral("stderr"), QString::fromUtf8(said));
    return answer;
  }

  static QJsonObject threadsVerb(const QString& deployment, const QString& verb,
                                 const QStringList& words = {}, int expected = 0) {
    return run(deployment, QStringList{QStringLiteral("threads"), verb} + words, expected);
  }

  static QJsonObject valuesOf(const QString& deployment, const QString& thread,
                              const QStringList& words = {}) {
    return threadsVerb(deployment, QStringLiteral("state"), QStringList{thread} + words)
        .value(QStringLiteral("values"))
        .toObject();
  }

  static void oneIdIsThreeThreads(const QString& deployment) {
    const auto list = threadsVerb(deployment, QStringLiteral("list"),
                                  {QStringLiteral("--filter"), QStringLiteral("id:\"asking\"")});
    QStringList savers;
    for (const auto& row : list.value(QStringLiteral("threads")).toArray())
      savers.append(row.toObject().value(QStringLiteral("saver")).toString());
    QCOMPARE(savers, (QStringList{QStringLiteral("tenant_a"), QStringLiteral("python"),
                                  QStringLiteral("javascript")}));  // the newest first
    const auto refused = threadsVerb(deployment, QStringLiteral("state"), {QStringLiteral("asking")}, 2);
    const auto said = refused.value(QStringLiteral("stderr")).toString();
    QVERIFY2(said.contains(QLatin1String("tenant_a|asking, python|asking, javascript|asking")),
             qPrintable(said));
    QCOMPARE(valuesOf(deployment, QStringLiteral("tenant_a|asking")).value(QStringLiteral("count")).toInt(),
             2);
    for (const char* saver : {"python|asking", "javascript|asking"}) {
      const auto state = threadsVerb(deployment, QStringLiteral("state"), {QLatin1String(saver)});
      QCOMPARE(state.value(QStringLiteral("interrupts")).toArray().size(), 1);
      QCOMPARE(state.value(QStringLiteral("values")).toObject().keys(),
               QStringList{QStringLiteral("messages")});
      const auto history = threadsVerb(deployment, QStringLiteral("history"), {QLatin1String(saver)});
      QCOMPARE(history.value(QStringLiteral("checkpoints")).toArray().size(), 2);
    }
  }

  /// Of each checkpoint: snapshots, and what comes of the writes since.
  static void deltaChannelsAreWhatLangGraphReads(const QString& deployment, const QByteArray& told) {
    int rebuilt = 0;
    for (const auto& line : told.trimmed().split('\n')) {
      const auto one = QJsonDocument::fromJson(line).object();
      const auto checkpoint = one.value(QStringLiteral("checkpoint")).toString();
      if (checkpoint.isEmpty()) continue;
      auto expected = one.value(QStringLiteral("values")).toObject().value(QStringLiteral("items"));
      // The saver gives a snapshot of an older checkpoint back with its wrapping.
      if (expected.isObject()) expected = expected.toObject().value(QStringLiteral("value"));
      const auto state = threadsVerb(deployment, QStringLiteral("state"),
                                     {QStringLiteral("deltas"), QStringLiteral("--checkpoint"), checkpoint});
      QCOMPARE(state.value(QStringLiteral("values")).toObject().value(QStringLiteral("items")).toArray(),
               expected.toArray());
      for (const auto& channel : state.value(QStringLiteral("channels")).toArray()) {
        const auto note = channel.toObject().value(QStringLiteral("note")).toString();
        if (!note.startsWith(QLatin1String("rebuilt from "))) continue;
        ++rebuilt;
        // Down to the nearest snapshot, which is taken after five changes, not to the beginning.
        QVERIFY2(note.section(u' ', 2, 2).toInt() < 10, qPrintable(note));
      }
    }
    QVERIFY2(rebuilt > 8, qPrintable(QString::number(rebuilt)));
  }

  /// Of both languages in one store, and of another one.
  static void itemsOfStoresAreRead(const QString& deployment, const QStringList& from = {}) {
    const auto store = [&](const QStringList& words, int expected = 0) {
      return run(deployment, QStringList{QStringLiteral("store")} + words + from, expected);
    };
    const auto all = store({QStringLiteral("ls")});
    QStringList names;
    for (const auto& space : all.value(QStringLiteral("namespaces")).toArray())
      names.append(space.toObject().value(QStringLiteral("namespace")).toArray()[0].toString());
    QCOMPARE(names, (QStringList{QStringLiteral("own_store"), QStringLiteral("store")}));
    const auto below = store({QStringLiteral("ls"), QStringLiteral("store"), QStringLiteral("users")});
    const auto items = below.value(QStringLiteral("items")).toArray();
    QCOMPARE(items.size(), 2);
    const auto now = QDateTime::currentDateTimeUtc();
    for (const auto& item : items) {
      const auto made = QDateTime::fromString(item.toObject().value(QStringLiteral("updated_at")).toString(),
                                              Qt::ISODateWithMs);
      QVERIFY2(qAbs(made.secsTo(now)) < 3600, qPrintable(made.toString()));  // both units are understood
      QVERIFY(item.toObject().value(QStringLiteral("bytes")).toInt() > 20);
    }
    const auto ada = items[0].toObject();
    QCOMPARE(ada.value(QStringLiteral("namespace")).toArray()[2].toString(), QStringLiteral("ada"));
    const auto preview = ada.value(QStringLiteral("preview")).toString();
    QVERIFY2(preview.contains(QLatin1String("blue")) && !preview.contains(QLatin1String("hunter2")),
             qPrintable(preview));
    const QStringList item{QStringLiteral("get"), QStringLiteral("own_store"), QStringLiteral("users"),
                           QStringLiteral("ada"), QStringLiteral("prefs")};
    const auto value = store(item).value(QStringLiteral("value")).toObject();
    QCOMPARE(value.value(QStringLiteral("theme")).toString(), QStringLiteral("green"));
    QVERIFY(!value.value(QStringLiteral("api_key")).toString().contains(QLatin1String("hunter2")));
    const auto page = store({QStringLiteral("ls"), QStringLiteral("--limit"), QStringLiteral("2")});
    const auto rest = store(
        {QStringLiteral("ls"), QStringLiteral("--after"), page.value(QStringLiteral("next")).toString()});
    QCOMPARE(rest.value(QStringLiteral("items")).toArray().size(), 1);
    QVERIFY(rest.value(QStringLiteral("next")).isNull());
    const QString filter = QStringLiteral("--filter");
    QCOMPARE(store({QStringLiteral("ls"), filter, QStringLiteral("namespace:GRACE")})
                 .value(QStringLiteral("items"))
                 .toArray()
                 .size(),
             1);
    const auto refused = store({QStringLiteral("ls"), filter, QStringLiteral("value.theme:blue")}, 2);
    QVERIFY(refused.value(QStringLiteral("stderr")).toString().contains(QLatin1String("`value.theme:blue`")));
    store({QStringLiteral("get"), QStringLiteral("store"), QStringLiteral("nobody")}, 1);
  }

  void whoMayNotAskIndexesReadsAllTheSame(const ModuleRedis& redis) {
    test::RedisWriter admin(redis.socket().toStdString());
    admin.run(
        {"ACL", "SETUSER", "plain", "on", ">one", "~*", "+@all", "-FT._LIST", "-FT.SEARCH", "-FT.INFO"});
    const auto login =
        QString(redis.url()).replace(QLatin1String("unix://"), QLatin1String("unix://plain:one@"));
    const auto deployment = deploymentFile(QStringLiteral("plain"), login);
    const auto list = threadsVerb(deployment, QStringLiteral("list"));
    QCOMPARE(list.value(QStringLiteral("threads")).toArray().size(), 6);
    QVERIFY(list.value(QStringLiteral("complete")).toBool());
    QCOMPARE(valuesOf(deployment, QStringLiteral("tenant_a|asking")).value(QStringLiteral("count")).toInt(),
             2);
    QCOMPARE(valuesOf(deployment, QStringLiteral("deltas")).value(QStringLiteral("turn")).toInt(), 4);
  }

  static void fourSavers() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("kind");
    for (const char* language : {"python", "javascript"}) {
      for (const char* kind : {"full", "shallow"})
        QTest::addRow("%s, %s", language, kind) << QString::fromLatin1(language) << QString::fromLatin1(kind);
    }
  }

#define FILLED()                                                                                            \
  QFETCH(QString, language);                                                                                \
  QFETCH(QString, kind);                                                                                    \
  if (language == QLatin1String("javascript") && test::saversFolder(QStringLiteral("redis-js")).isEmpty())  \
    QSKIP("The JavaScript Redis saver is not installed; ./dev test installs it where npm's packages are."); \
  Filled* saver = filled(language, kind);                                                                   \
  QVERIFY(saver != nullptr)

 private Q_SLOTS:
  void initTestCase() {
    if (test::saversFolder(QStringLiteral("redis")).isEmpty())
      QSKIP("The Redis saver is not installed; ./dev test installs it.");
  }

  void isRecognised_data() { fourSavers(); }
  void isRecognised() {
    FILLED();
    const auto flavour = run(saver->deployment, {QStringLiteral("conn"), QStringLiteral("test")})
                             .value(QStringLiteral("flavour"))
                             .toObject();
    const bool python = language == QLatin1String("python");
    QCOMPARE(flavour.value(QStringLiteral("word")).toString(),
             python ? QStringLiteral("redis-python-saver") : QStringLiteral("redis-js-saver"));
    QCOMPARE(flavour.value(QStringLiteral("badge")).toString(),
             python ? QStringLiteral("Python Redis checkpointer")
                    : QStringLiteral("JavaScript Redis checkpointer"));
  }

  void threadsAreListed_data() { fourSavers(); }
  void threadsAreListed() {
    FILLED();
    const auto list = threadsVerb(saver->deployment, QStringLiteral("list"));
    const auto rows = list.value(QStringLiteral("threads")).toArray();
    QCOMPARE(rows.size(), saver->told.trimmed().split('\n').size());
    QVERIFY(list.value(QStringLiteral("complete")).toBool());
    for (const auto& row : rows) {
      const auto thread = row.toObject();
      QCOMPARE(thread.value(QStringLiteral("saver")).toString(), language);
      const bool asks = thread.value(QStringLiteral("thread_id")).toString() == QLatin1String("asking");
      QCOMPARE(thread.value(QStringLiteral("status")).toString(),
               asks ? QStringLiteral("interrupted") : QStringLiteral("idle"));
    }
    QCOMPARE(rows[0].toObject().value(QStringLiteral("thread_id")).toString(),
             QStringLiteral("asking"));  // written last
    const auto found = [&](const QStringList& words) {
      QStringList ids;
      const auto answer = threadsVerb(saver->deployment, QStringLiteral("list"), words);
      for (const auto& row : answer.value(QStringLiteral("threads")).toArray())
        ids.append(row.toObject().value(QStringLiteral("thread_id")).toString());
      return ids;
    };
    const QString filter = QStringLiteral("--filter");
    QCOMPARE(found({filter, QStringLiteral("id:\"asking\"")}), QStringList{QStringLiteral("asking")});
    QCOMPARE(found({filter, QStringLiteral("id:\"ask\"")}), QStringList());
    QCOMPARE(found({filter, QStringLiteral("-status:idle")}), QStringList{QStringLiteral("asking")});
    QCOMPARE(found({QStringLiteral("--status"), QStringLiteral("idle")}).size(), rows.size() - 1);
    QCOMPARE(found({filter, QStringLiteral("id:\"asking\" status:idle")}), QStringList());
    const auto refused =
        threadsVerb(saver->deployment, QStringLiteral("list"), {filter, QStringLiteral("meta.user:ada")}, 2);
    QVERIFY(refused.value(QStringLiteral("stderr")).toString().contains(QLatin1String("`meta.user:ada`")));
  }

  void threadsAreGrouped() {
    const QString language = QStringLiteral("python"), kind = QStringLiteral("full");
    Filled* saver = filled(language, kind);
    QVERIFY(saver != nullptr);
    const QString by = QStringLiteral("--group-by");
    const auto found = threadsVerb(saver->deployment, QStringLiteral("list"), {by, QStringLiteral("status")});
    QCOMPARE(found.value(QStringLiteral("matching")).toInt(), 4);
    QVERIFY(found.value(QStringLiteral("whole_list")).toBool());
    const auto first = found.value(QStringLiteral("groups")).toArray()[0].toObject();
    QCOMPARE(first.value(QStringLiteral("value")).toString(), QStringLiteral("idle"));
    QCOMPARE(first.value(QStringLiteral("rows")).toInt(), 3);
    QCOMPARE(first.value(QStringLiteral("filter")).toString(), QStringLiteral("status:idle"));
    const auto refused =
        threadsVerb(saver->deployment, QStringLiteral("list"), {by, QStringLiteral("meta.user")}, 2);
    QVERIFY(refused.value(QStringLiteral("stderr"))
                .toString()
                .contains(QLatin1String("grouped by status, graph or assistant")));
  }

  void statesAreWhatLangGraphReads_data() { fourSavers(); }
  void statesAreWhatLangGraphReads() {
    FILLED();
    for (const auto& line : saver->told.trimmed().split('\n')) {
      const auto told = QJsonDocument::fromJson(line).object();
      const auto expected = told.value(QStringLiteral("values")).toObject();
      const auto state = threadsVerb(saver->deployment, QStringLiteral("state"),
                                     {told.value(QStringLiteral("thread")).toString()});
      auto values = state.value(QStringLiteral("values")).toObject();
      QCOMPARE(values.keys(), expected.keys());
      QJsonArray ids;
      for (const auto& message : values.value(QStringLiteral("messages")).toArray())
        ids.append(message.toObject().value(QStringLiteral("id")));
      QCOMPARE(ids, expected.value(QStringLiteral("messages")).toArray());
      QCOMPARE(values.value(QStringLiteral("answer")), expected.value(QStringLiteral("answer")));
      QCOMPARE(values.value(QStringLiteral("count")), expected.value(QStringLiteral("count")));
      const auto facts = values.value(QStringLiteral("facts")).toObject();
      if (!facts.isEmpty() && language == QLatin1String("python"))
        QCOMPARE(facts.value(QStringLiteral("raw")).toObject().value(QStringLiteral("__bytes__")).toString(),
                 QStringLiteral("AP8="));
      if (!facts.isEmpty() && language == QLatin1String("javascript"))
        QCOMPARE(facts, expected.value(QStringLiteral("facts")).toObject());
      const auto questions = state.value(QStringLiteral("interrupts")).toArray();
      const bool asks = told.value(QStringLiteral("thread")).toString() == QLatin1String("asking");
      QCOMPARE(questions.size(), asks ? 1 : 0);
      if (asks)
        QCOMPARE(questions[0].toObject().value(QStringLiteral("value")).toObject(),
                 (QJsonObject{{QStringLiteral("question"), QStringLiteral("really?")}}));
    }
    threadsVerb(saver->deployment, QStringLiteral("state"), {QStringLiteral("nowhere")}, 1);
    threadsVerb(saver->deployment, QStringLiteral("state"), {QStringLiteral("conversation")},
                1);  // a part of one
  }

  void historiesAndDifferences_data() { fourSavers(); }
  void historiesAndDifferences() {
    FILLED();
    const auto all = threadsVerb(saver->deployment, QStringLiteral("history"), {kNamed});
    const auto rows = all.value(QStringLiteral("checkpoints")).toArray();
    const bool shallow = kind == QLatin1String("shallow");
    QCOMPARE(rows.size(), shallow ? 2 : 8);  // five steps, and three of the subgraph
    QCOMPARE(!all.value(QStringLiteral("note")).toString().isEmpty(), shallow);
    const auto newest = rows[0].toObject();
    QCOMPARE(newest.value(QStringLiteral("step")).toInt(-9), 3);
    QCOMPARE(newest.value(QStringLiteral("source")).toString(), QStringLiteral("loop"));
    const auto inner = rows[shallow ? 1 : 2].toObject();
    QVERIFY(inner.value(QStringLiteral("checkpoint_ns")).toString().startsWith(QLatin1String("inner:")));
    const auto state = threadsVerb(
        saver->deployment, QStringLiteral("state"),
        {kNamed, QStringLiteral("--ns"), inner.value(QStringLiteral("checkpoint_ns")).toString()});
    QCOMPARE(state.value(QStringLiteral("values")).toObject().value(QStringLiteral("answer")).toString(),
             QStringLiteral("so?"));
    if (shallow) return;
    QCOMPARE(inner.value(QStringLiteral("outer_checkpoint_id")).toString(),
             rows[5].toObject().value(QStringLiteral("checkpoint_id")).toString());
    const auto page =
        threadsVerb(saver->deployment, QStringLiteral("history"),
                    {kNamed, QStringLiteral("--limit"), QStringLiteral("3"), QStringLiteral("--after"),
                     newest.value(QStringLiteral("checkpoint_id")).toString()});
    QCOMPARE(page.value(QStringLiteral("checkpoints")).toArray().size(), 3);
    QVERIFY(page.value(QStringLiteral("next")).isString());
    const auto place = [&](int row) -> QString {
      return kNamed + QLatin1Char('@') +
             rows[row].toObject().value(QStringLiteral("checkpoint_id")).toString();
    };
    const auto diff = threadsVerb(saver->deployment, QStringLiteral("diff"), {place(1), place(0)}, 1);
    QCOMPARE(diff.value(QStringLiteral("changed")).toInt(), 1);  // count
    QCOMPARE(diff.value(QStringLiteral("added")).toInt(), 1);    // facts
  }

  void besidePostgresTheyAreAskedForByName() {
    const QString language = QStringLiteral("python"), kind = QStringLiteral("full");
    Filled* saver = filled(language, kind);
    QVERIFY(saver != nullptr);
    const auto both = deploymentFile(QStringLiteral("both"), saver->redis->url(),
                                     test::TestPostgres::instance().freshDatabase());
    const auto refused = threadsVerb(both, QStringLiteral("list"), {}, 1);
    QVERIFY(refused.value(QStringLiteral("stderr")).toString().contains(QLatin1String("holds no tables")));
    const QStringList fromRedis{QStringLiteral("--from"), QStringLiteral("redis")};
    QCOMPARE(threadsVerb(both, QStringLiteral("list"), fromRedis)
                 .value(QStringLiteral("threads"))
                 .toArray()
                 .size(),
             4);
    QCOMPARE(threadsVerb(both, QStringLiteral("state"), QStringList{QStringLiteral("asking")} + fromRedis)
                 .value(QStringLiteral("interrupts"))
                 .toArray()
                 .size(),
             1);
  }

  /// Both keep their documents below the same prefix, a third has one of its own. Values that JavaScript
  /// keeps apart are found all the same, and threads of one id are told apart.
  void severalCheckpointersInOneRedis() {
    if (test::saversFolder(QStringLiteral("redis-js")).isEmpty())
      QSKIP("The JavaScript Redis saver is not installed; ./dev test installs it where npm's packages are.");
    Filled many;
    QVERIFY(many.redis->start());
    many.told = many.redis->write(QStringLiteral("javascript"), QStringLiteral("full"));
    const auto python = many.redis->write(QStringLiteral("python"), QStringLiteral("mixed"));
    many.deployment = deploymentFile(QStringLiteral("two"), many.redis->url());
    const auto flavour = run(many.deployment, {QStringLiteral("conn"), QStringLiteral("test")})
                             .value(QStringLiteral("flavour"))
                             .toObject();
    QCOMPARE(flavour.value(QStringLiteral("word")).toString(), QStringLiteral("redis-both-savers"));
    QCOMPARE(flavour.value(QStringLiteral("badge")).toString(),
             QStringLiteral("Python and JavaScript Redis checkpointers (python, javascript, tenant_a)"));
    for (const auto& line : many.told.trimmed().split('\n')) {
      const auto told = QJsonDocument::fromJson(line).object();
      const auto id = told.value(QStringLiteral("thread")).toString();
      const bool shared = id == QLatin1String("asking");
      const auto values =
          valuesOf(many.deployment, shared ? QString(QStringLiteral("javascript|") + id) : id);
      QCOMPARE(values.keys(), told.value(QStringLiteral("values")).toObject().keys());
    }
    oneIdIsThreeThreads(many.deployment);
    deltaChannelsAreWhatLangGraphReads(many.deployment, python);
    itemsOfStoresAreRead(many.deployment);
    const auto beside = deploymentFile(QStringLiteral("beside"), many.redis->url(),
                                       test::TestPostgres::instance().freshDatabase());
    run(beside, {QStringLiteral("store"), QStringLiteral("ls")}, 1);
    itemsOfStoresAreRead(beside, {QStringLiteral("--from"), QStringLiteral("redis")});
    whoMayNotAskIndexesReadsAllTheSame(*many.redis);
  }

  /// The last one: it fills the server.
  void whatIsLargeIsBounded() {
    const QString language = QStringLiteral("python"), kind = QStringLiteral("full");
    Filled* saver = filled(language, kind);
    QVERIFY(saver != nullptr);
    test::RedisWriter writer(saver->redis->socket().toStdString());
    const std::string id = "1f1e76e8-e75a-620e-9694-df19fb72aa23";
    writer.run({"JSON.SET", "checkpoint:large:__empty__:" + id, "$",
                R"({"thread_id":"large","checkpoint_ns":"__empty__","checkpoint_id":")" + id +
                    R"(","checkpoint_ts":1,"checkpoint":{"id":")" + id + R"(","channel_values":{"text":")" +
                    std::string(std::size_t{7} << 20, 'x') +
                    R"("},"channel_versions":{"text":"1"}},"metadata":"{}"})"});
    const auto state = threadsVerb(saver->deployment, QStringLiteral("state"), {QStringLiteral("large")}, 1);
    QVERIFY(state.value(QStringLiteral("stderr")).toString().contains(QLatin1String("too large to be read")));
    // An index that finds nothing: the keys are walked.
    writer.run({"FT.DROPINDEX", "checkpoint"});
    writer.run({"FT.CREATE", "checkpoint", "ON", "JSON", "PREFIX", "1", "nothing:", "SCHEMA", "$.thread_id",
                "AS", "thread_id", "TAG"});
    const auto walked = threadsVerb(saver->deployment, QStringLiteral("history"), {kNamed});
    QCOMPARE(walked.value(QStringLiteral("checkpoints")).toArray().size(), 8);
    writer.run({"DEBUG", "POPULATE", "210000", "other", "1"});
    const auto list = threadsVerb(saver->deployment, QStringLiteral("list"));
    QVERIFY(!list.value(QStringLiteral("complete")).toBool(true));
    const auto note = list.value(QStringLiteral("note")).toString();
    QVERIFY2(note.startsWith(QLatin1String("200,000 of about 210,")), qPrintable(note));
  }
};

QTEST_GUILESS_MAIN(RedisSaversTest)
#include "redis_savers_test.moc"
