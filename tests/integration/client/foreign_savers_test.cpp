// SPDX-License-Identifier: Apache-2.0
// Databases that LangGraph's own savers made, in the versions that are installed: what the console reads
// there against what LangGraph reads back. Without .cache/savers the older and other ones are skipped.
#include "backend/client/postgres/thread_feed.h"
#include "tests/integration/client/pg_answer.h"
#include "tests/support/test_postgres.h"

#include <filesystem>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;
using namespace heddle::test;

namespace {

const QString kKey = QStringLiteral("0123456789abcdef");

QString found(const QStringList& candidates) {
  for (const auto& path : candidates) {
    if (QFileInfo::exists(path)) return path;
  }
  return {};
}

/// `current` is what the server's suites use; others stand in .cache/savers (or $HEDDLE_SAVERS).
QString pythonOf(const QString& version) {
  const auto root = QStringLiteral(HEDDLE_SOURCE_DIR "/.cache/");
  if (version == QLatin1String("current"))
    return found({qEnvironmentVariable("HEDDLE_TEST_PYTHON"), root + QStringLiteral("venv/bin/python")});
  const auto savers = qEnvironmentVariable("HEDDLE_SAVERS", root + QStringLiteral("savers"));
  const auto folder = savers + QLatin1Char('/') + version;
  // The file is the last thing that ./dev puts there.
  return QFileInfo::exists(folder + QStringLiteral("/requirements.sha256"))
             ? found({folder + QStringLiteral("/bin/python")})
             : QString();
}

/// What a writer said of the threads it made.
std::vector<QJsonObject> written(const QString& program, const QStringList& arguments) {
  QProcess writer;
  auto environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("LANGGRAPH_AES_KEY"), kKey);
  writer.setProcessEnvironment(environment);
  writer.start(program, arguments);
  if (!writer.waitForFinished(100'000) || writer.exitCode() != 0)
    QTest::qFail(writer.readAllStandardError().right(2000).constData(), __FILE__, __LINE__);
  std::vector<QJsonObject> out;
  for (const auto& line : writer.readAllStandardOutput().trimmed().split('\n'))
    out.push_back(QJsonDocument::fromJson(line).object());
  return out;
}

std::vector<QJsonObject> writtenByPython(const QString& version, const QString& kind,
                                         const std::string& uri) {
  return written(pythonOf(version),
                 {QStringLiteral(HEDDLE_SOURCE_DIR "/tests/support/savers/write_postgres.py"), kind,
                  QString::fromStdString(uri)});
}

}  // namespace

class ForeignSaversTest : public QObject {
  Q_OBJECT

  template <typename Signal, typename Ask>
  static QVariant answer(ThreadDetailFeed& feed, Signal signal, Ask ask) {
    QSignalSpy good(&feed, signal), bad(&feed, &ThreadDetailFeed::failed);
    ask();
    if (!QTest::qWaitFor([&] { return !good.isEmpty() || !bad.isEmpty(); }, 10'000))
      qWarning("no answer came");
    if (!bad.isEmpty()) qWarning("%s", qPrintable(bad[0][1].value<SourceError>().sentence));
    return good.isEmpty() ? QVariant() : good[0][1];
  }

  static CheckpointContentPtr state(PgSession& session, const QString& thread, const QString& checkpoint = {},
                                    const std::shared_ptr<const checkpoint::AesKey>& key = nullptr) {
    PgThreadDetailFeed feed(session);
    return answer(feed, &ThreadDetailFeed::checkpointLoaded,
                  [&] { feed.loadCheckpoint(thread.toStdString(), {}, checkpoint.toStdString(), key); })
        .value<CheckpointContentPtr>();
  }

  static std::vector<query::CheckpointRecord> history(PgSession& session, const QString& thread) {
    PgThreadDetailFeed feed(session);
    query::HistoryQuery query;
    query.threadId = thread.toStdString();
    return answer(feed, &ThreadDetailFeed::historyLoaded, [&] { feed.loadHistory(query); })
        .value<std::vector<query::CheckpointRecord>>();
  }

  static std::vector<query::ThreadRecord> threads(PgSession& session) {
    ThreadFeed feed(session);
    QSignalSpy loaded(&feed, &ThreadFeed::loaded);
    feed.load({});
    if (!QTest::qWaitFor([&] { return !loaded.isEmpty(); }, 10'000)) return {};
    return loaded[0][1].value<query::Page<query::ThreadRecord>>().rows;
  }

  /// A decoded value in the words of write_postgres.py.
  static QJsonValue plain(const wire::Value& value) {
    return QJsonDocument::fromJson("[" + QByteArray::fromStdString(wire::writeJson(value)) + "]").array()[0];
  }

  static void compareStates(PgSession& session, const QJsonObject& told,
                            const std::shared_ptr<const checkpoint::AesKey>& key) {
    const auto content = state(session, told.value(QStringLiteral("thread")).toString(), {}, key);
    QVERIFY(content != nullptr);
    const auto values = told.value(QStringLiteral("values")).toObject();
    QCOMPARE(content->values.size(), static_cast<std::size_t>(values.size()));
    QCOMPARE(plain(*content->values.find("answer")), values.value(QStringLiteral("answer")));
    QCOMPARE(plain(*content->values.find("count")), values.value(QStringLiteral("count")));
    const auto* messages = content->values.find("messages");
    QCOMPARE(messages->size(), std::size_t{2});
    QCOMPARE(messages->items()[1].stringAt("id"), std::string_view("m2"));
    QVERIFY(messages->items()[1].hint().ends_with("AIMessage"));
    if (!values.contains(QStringLiteral("facts"))) return;
    const auto* facts = content->values.find("facts");
    QCOMPARE(facts->stringAt("id"), std::string_view("00000000-0000-0000-0000-000000000007"));
    QCOMPARE(facts->find("id")->hint(), std::string_view("uuid.UUID"));
    QCOMPARE(facts->stringAt("day"), std::string_view("2026-11-03"));
    QCOMPARE(facts->find("big")->numberText(), std::string("9223372036854775807"));
    QCOMPARE(facts->find("raw")->bytes(), std::string("\x00\xff", 2));
    QVERIFY(facts->find("tags")->hint().ends_with("set"));
  }

 private Q_SLOTS:
  void initTestCase() {
    if (pythonOf(QStringLiteral("current")).isEmpty())
      QSKIP("No Python with langgraph: set HEDDLE_TEST_PYTHON, or let ./dev make .cache/venv.");
    qRegisterMetaType<std::vector<query::CheckpointRecord>>();
  }

  void pythonSavers_data() {
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("badge");
    const auto row = [](const char* name, const char* version, const char* kind, const char* badge) {
      QTest::newRow(name) << QString::fromLatin1(version) << QString::fromLatin1(kind)
                          << QString::fromUtf8(badge);
    };
    row("current", "current", "full", "Python checkpointer · step 9");
    row("2.0.8, without task_path", "python-2.0.8", "full", "Python checkpointer · step 8");
    row("shallow", "current", "shallow", "Shallow checkpointer · step 7");
    row("sealed", "current", "sealed", "Python checkpointer · step 9");
  }
  void pythonSavers() {
    QFETCH(QString, version);
    QFETCH(QString, kind);
    QFETCH(QString, badge);
    if (pythonOf(version).isEmpty()) QSKIP("This version is not installed.");
    const auto uri = TestPostgres::instance().freshDatabase();
    const auto told = writtenByPython(version, kind, uri);
    QCOMPARE(told.size(), std::size_t{3});
    PgSession session(target(uri));
    const auto list = threads(session);
    QCOMPARE(QString::fromStdString(query::badge(*session.capabilities())), badge);
    QCOMPARE(list.size(), std::size_t{3});
    QCOMPARE(list[0].threadId, std::string("waiting"));  // falling ids
    QCOMPARE(list[1].threadId, std::string("conversation/ä 1"));
    for (const auto& thread : list) {
      QCOMPARE(thread.graphId, std::string("support"));
      QCOMPARE(thread.assistantId, std::string("helper"));
      QVERIFY(thread.updatedAt > 1'700'000'000'000'000 && thread.createdAt <= thread.updatedAt);
    }
    const auto key = checkpoint::AesKey::make(kKey.toStdString()).value();
    for (const auto& one : told)
      compareStates(session, one, key);

    const auto steps = history(session, told[0].value(QStringLiteral("thread")).toString());
    const bool shallow = kind == QLatin1String("shallow");
    const auto subgraph =
        std::count_if(steps.begin(), steps.end(), [](const auto& s) { return !s.ns.empty(); });
    QVERIFY(subgraph >= 1);
    QCOMPARE(static_cast<int>(steps.size() - static_cast<std::size_t>(subgraph)), shallow ? 1 : 5);
    QCOMPARE(query::absence(*session.capabilities(), query::Part::history).empty(), !shallow);
    for (const auto& step : steps)
      QVERIFY(step.createdAt > 0 && !step.checkpointId.empty() &&
              step.parentId.empty() == (shallow || step.source == "input" ||
                                        (!step.ns.empty() && step.step == std::optional<int>(-1))));
    if (kind != QLatin1String("sealed")) return;
    const auto shut = state(session, QStringLiteral("waiting"));
    const auto& messages = *shut->values.find("messages");
    QCOMPARE(messages.stringAt("__unreadable__"), std::string_view("encrypted with aes"));
    QCOMPARE(messages.stringAt("sha256").size(), std::size_t{64});
  }

  void javaScriptSaver() {
    const auto node = found({QStringLiteral(HEDDLE_SOURCE_DIR "/.cache/node/bin/node")});
    if (node.isEmpty()) QSKIP("No Node: let ./dev make .cache/node.");
    const auto uri = TestPostgres::instance().freshDatabase();
    const auto told =
        written(node, {QStringLiteral(HEDDLE_SOURCE_DIR "/tests/support/savers/write_postgres.mjs"),
                       QString::fromStdString(uri), QStringLiteral("My Agents")});
    QCOMPARE(told.size(), std::size_t{2});
    PgSession session(target(uri));
    const auto list = threads(session);
    QCOMPARE(QString::fromStdString(query::badge(*session.capabilities())),
             QStringLiteral("JavaScript checkpointer · step 4"));
    QCOMPARE(session.capabilities()->schema, std::string("My Agents"));
    QCOMPARE(list.size(), std::size_t{2});
    QVERIFY(list[1].createdAt > 0);
    const auto content = state(session, QStringLiteral("js thread"));
    QVERIFY(content != nullptr);
    QCOMPARE(content->values.find("count")->integer(), std::optional<std::int64_t>(2));
    QCOMPARE(content->values.find("messages")->items()[0].stringAt("content"), std::string_view("hi"));
    const auto* facts = content->values.find("facts");
    QCOMPARE(facts->find("when")->hint(), std::string_view("Map"));
    QCOMPARE(facts->find("tags")->hint(), std::string_view("Set"));
    QCOMPARE(facts->find("raw")->bytes(), std::string("\x00\xff", 2));
    QCOMPARE(facts->stringAt("rx"), std::string_view("/a+/gi"));
    QVERIFY(history(session, QStringLiteral("js thread")).size() == 4);
  }

  void deltaChannelsAreRebuilt() {
    const auto uri = TestPostgres::instance().freshDatabase();
    const auto told = writtenByPython(QStringLiteral("current"), QStringLiteral("delta"), uri);
    QVERIFY(told.size() > 10);
    PgSession session(target(uri));
    int rebuilt = 0;
    for (const auto& one : told) {
      const auto content =
          state(session, QStringLiteral("deltas"), one.value(QStringLiteral("checkpoint")).toString());
      const auto expected = one.value(QStringLiteral("values")).toObject().value(QStringLiteral("items"));
      const auto* items = content->values.find("items");
      QCOMPARE(items == nullptr ? QJsonValue(QJsonArray()) : plain(*items), expected);
      for (const auto& channel : content->state.channels)
        rebuilt += channel.value.note.starts_with("rebuilt from ") ? 1 : 0;
    }
    QVERIFY2(rebuilt > 5, qPrintable(QString::number(rebuilt)));
  }

  void aChainThatBitesItsTailEnds() {
    const auto uri = TestPostgres::instance().freshDatabase();
    const auto told = writtenByPython(QStringLiteral("current"), QStringLiteral("delta"), uri);
    TestPostgres::run(
        uri,
        "delete from checkpoint_blobs where channel = 'items';"
        "update checkpoints set parent_checkpoint_id = (select max(checkpoint_id) from checkpoints),"
        " checkpoint = checkpoint #- '{channel_values,items}'"
        " where metadata->>'step' = '-1'");
    PgSession session(target(uri));
    const auto content = state(session, QStringLiteral("deltas"));
    const auto* items = content->values.find("items");
    QVERIFY(items != nullptr && items->size() > 0);
    QVERIFY(std::any_of(
        content->state.channels.begin(), content->state.channels.end(),
        [](const auto& channel) { return channel.value.note.find("gone") != std::string::npos; }));
  }
};

QTEST_GUILESS_MAIN(ForeignSaversTest)
#include "foreign_savers_test.moc"
