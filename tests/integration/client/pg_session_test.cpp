// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_session.h"

#include "backend/client/postgres/assistant_feed.h"
#include "backend/client/postgres/catalogue_feed.h"
#include "backend/client/postgres/pg_connection.h"
#include "backend/client/postgres/pg_lane.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/client/postgres/thread_feed.h"
#include "backend/client/retired_threads.h"
#include "tests/integration/client/pg_answer.h"
#include "tests/support/official_schema.h"
#include "tests/support/test_postgres.h"

#include <csignal>

#include <QSignalSpy>
#include <QTcpServer>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;
using namespace heddle::test;

namespace {

const char* const kRows =
    "insert into assistant (assistant_id, graph_id, name) values ('00000000-0000-0000-0000-00000000aaaa', "
    "'agent', 'Agent');"
    "insert into thread (thread_id, status, metadata) values ('10000000-0000-0000-0000-000000000001', "
    "'idle', '{\"graph_id\": \"agent\"}');"
    "insert into run (run_id, thread_id, assistant_id, status, kwargs, created_at) select "
    "('20000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,"
    " '10000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000aaaa', 'success', "
    "'{\"input\": {\"n\": 1}}',"
    " '2026-01-01 00:00Z'::timestamptz + n * interval '1 s' from generate_series(0, 499) n;";

}  // namespace

class PgSessionTest : public QObject {
  Q_OBJECT

  std::string uri_;

  /// How many of our statements are asleep in the database.
  std::string sleeping() {
    return TestPostgres::run(
        uri_,
        "select count(*) from pg_stat_activity where state = 'active' and query like 'select pg_sleep%'");
  }

  qint64 sessions(const std::string& uri) {
    return std::stoll(
        TestPostgres::run(uri,
                          "select count(*) from pg_stat_activity where application_name = 'heddle-console'"
                          " and datname = current_database()"));
  }

 private Q_SLOTS:
  void initTestCase() {
    uri_ = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri_, kRows);
  }

  void nothingConnectsUntilAsked() {
    PgSession session(target(uri_));
    RunFeed feed(session);
    QCOMPARE(session.state().phase, SourcePhase::idle);
    QCOMPARE(sessions(uri_), 0);
  }

  void pagesAreRead() {
    PgSession session(target(uri_));
    RunFeed feed(session);
    QSignalSpy loaded(&feed, &RunFeed::loaded);
    query::RunQuery query;
    query.limit = 200;
    const auto generation = feed.load(query);
    QTRY_COMPARE(loaded.size(), 1);
    QCOMPARE(loaded[0][0].toULongLong(), generation);
    const auto page = loaded[0][1].value<query::Page<query::RunRecord>>();
    QCOMPARE(page.rows.size(), std::size_t{200});
    QVERIFY(page.next.has_value());
    QCOMPARE(session.state().phase, SourcePhase::ready);
    QVERIFY(session.state().latency.count() > 0);
    QVERIFY(session.capabilities() != nullptr);
    QCOMPARE(session.capabilities()->flavour, query::Flavour::heddle);
    QSignalSpy counted(&feed, &RunFeed::counted);
    feed.countBeyond(query, page.rows[7].key());
    QTRY_COMPARE(counted.size(), 1);
    QCOMPARE(counted[0][1].value<query::NewerCount>().count, std::int64_t{7});
    QSignalSpy summed(&feed, &RunFeed::summarised);
    feed.summarise();
    QTRY_COMPARE(summed.size(), 1);
  }

  void newestQuestionReplacesWaitingOnes() {
    PgSession session(target(uri_));
    RunFeed feed(session);
    QSignalSpy loaded(&feed, &RunFeed::loaded);
    quint64 last = 0;
    for (int limit = 1; limit <= 20; ++limit) {
      query::RunQuery query;
      query.limit = limit;
      last = feed.load(query);
    }
    QTRY_COMPARE(loaded.size(), 1);
    QCOMPARE(loaded[0][0].toULongLong(), last);
    QCOMPARE(loaded[0][1].value<query::Page<query::RunRecord>>().rows.size(), std::size_t{20});
  }

  void writesFail_data() {
    QTest::addColumn<QString>("sql");
    QTest::newRow("delete") << QStringLiteral("delete from run");
    QTest::newRow("insert") << QStringLiteral("insert into heddle_meta values ('x', 'y')");
    QTest::newRow("create") << QStringLiteral("create table x (y int)");
    QTest::newRow("function") << QStringLiteral("select nextval('heddle_fence')");
  }

  void writesFail() {
    QFETCH(QString, sql);
    PgSession session(target(uri_));
    Answer answer;
    session.run(Lane::lists, this, statement(sql.toStdString()), answer.sink());
    QTRY_VERIFY(answer.done);
    QVERIFY(answer.error.has_value());
    QCOMPARE(answer.error->kind, SourceError::Kind::forbidden);
    QCOMPARE(TestPostgres::run(uri_, "select count(*) from run"), std::string("500"));
  }

  void slowStatementIsCancelled() {
    PgSession session(target(uri_));
    Answer slow;
    const auto number = session.run(Lane::details, this, statement("select pg_sleep(10)::text"), slow.sink());
    QTRY_COMPARE(sleeping(), std::string("1"));
    QElapsedTimer clock;
    clock.start();
    session.cancel(number);
    QTRY_VERIFY(slow.done);
    QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(slow.error->kind, SourceError::Kind::cancelled);
    Answer next;
    session.run(Lane::details, this, statement("select 'fine'"), next.sink());
    QTRY_VERIFY(next.done);
    QVERIFY(!next.error.has_value());
  }

  void waitingQuestionIsTakenOut() {
    PgSession session(target(uri_));
    Answer first, second, third;
    session.run(Lane::lists, this, statement("select pg_sleep(0.2)::text"), first.sink());
    const auto number = session.run(Lane::lists, this, statement("select '2'"), second.sink());
    session.run(Lane::lists, this, statement("select '3'"), third.sink());
    session.cancel(number);
    QVERIFY(second.done);
    QCOMPARE(second.error->kind, SourceError::Kind::cancelled);
    QTRY_VERIFY(third.done);
    QVERIFY(!first.error.has_value() && !third.error.has_value());
  }

  void statementTimeoutIsTold() {
    PgSession session(target(uri_));
    Answer slow;
    session.run(Lane::lists, this, statement("select pg_sleep(30)::text"), slow.sink());
    QTRY_VERIFY_WITH_TIMEOUT(slow.done, 10000);
    QCOMPARE(slow.error->kind, SourceError::Kind::timeout);
    QVERIFY(!slow.error->stale);
  }

  void lostConnectionIsMadeAgain() {
    PgSession session(target(uri_));
    Answer before;
    session.run(Lane::lists, this, statement("select 'x'"), before.sink());
    QTRY_VERIFY(before.done);
    TestPostgres::run(uri_,
                      "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name "
                      "= 'heddle-console'");
    QTRY_COMPARE(sessions(uri_), 0);
    Answer after;
    session.run(Lane::lists, this, statement("select 'x'"), after.sink());
    QTRY_VERIFY(after.done);
    QVERIFY2(!after.error.has_value(), after.error ? qPrintable(after.error->sentence) : "");

    // Killed in the middle of a statement: the answer says that what is shown is stale, the next question
    // works.
    Answer cut;
    session.run(Lane::lists, this, statement("select pg_sleep(10)::text"), cut.sink());
    QTRY_COMPARE(sleeping(), std::string("1"));
    TestPostgres::run(uri_,
                      "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name "
                      "= 'heddle-console'");
    QTRY_VERIFY(cut.done);
    QCOMPARE(cut.error->kind, SourceError::Kind::unreachable);
    QVERIFY(cut.error->stale);
    QCOMPARE(session.state().phase, SourcePhase::lost);
    Answer next;
    session.run(Lane::lists, this, statement("select 'x'"), next.sink());
    QTRY_VERIFY(next.done);
    QVERIFY(!next.error.has_value());
    QCOMPARE(session.state().phase, SourcePhase::ready);
  }

  void idleLaneCloses() {
    PgLane lane(target(uri_), std::chrono::seconds(2));
    lane.setIdleTime(std::chrono::milliseconds(1));
    Answer answer;
    lane.enqueue(1, this, statement("select 'x'"), answer.sink());
    QTRY_VERIFY(answer.done);
    QTRY_VERIFY(!lane.isRunning());
    QTRY_COMPARE(sessions(uri_), 0);
    Answer again;
    lane.enqueue(2, this, statement("select 'x'"), again.sink());
    QTRY_VERIFY(again.done);
    QVERIFY(!again.error.has_value());
  }

  void unreachableIsTold_data() {
    QTest::addColumn<QString>("uri");
    QTest::addColumn<QString>("part");
    QTest::newRow("no socket") << QStringLiteral("postgres://u:hunter2@/d?host=/nonexistent")
                               << QStringLiteral("socket in /nonexistent");
    QTest::newRow("no such database") << QString::fromStdString(TestPostgres::instance().uri("nope"))
                                      << QStringLiteral("no database \"nope\"");
    QTest::newRow("semicolon elsewhere")
        << QStringLiteral("postgres://u@/d?host=/a%3Bb") << QStringLiteral("semicolon");
  }

  void unreachableIsTold() {
    QFETCH(QString, uri);
    QFETCH(QString, part);
    PgSession session(target(uri.toStdString()));
    RunFeed feed(session);
    QSignalSpy failed(&feed, &RunFeed::failed);
    feed.load({});
    QTRY_COMPARE(failed.size(), 1);
    const auto error = failed[0][1].value<SourceError>();
    QVERIFY2(error.sentence.contains(part), qPrintable(error.sentence));
    QVERIFY(!error.sentence.contains(QStringLiteral("hunter2")));
    QCOMPARE(session.state().phase, SourcePhase::failed);
  }

  void detailsAndState() {
    PgSession session(target(uri_));
    RunDetailFeed runs(session);
    QSignalSpy run(&runs, &RunDetailFeed::loaded);
    QSignalSpy noRun(&runs, &RunDetailFeed::failed);
    runs.load("20000000-0000-0000-0000-000000000007");
    QTRY_COMPARE(run.size(), 1);
    QCOMPARE(run[0][1].value<query::RunDetail>().kwargs, std::string("{\"input\": {\"n\": 1}}"));
    runs.load("99999999-0000-0000-0000-000000000007");
    QTRY_COMPARE(noRun.size(), 1);
    QCOMPARE(noRun[0][1].value<SourceError>().kind, SourceError::Kind::notFound);
    runs.load("no id at all");
    QTRY_COMPARE(noRun.size(), 2);
    QCOMPARE(noRun[1][1].value<SourceError>().kind, SourceError::Kind::invalid);

    TestPostgres::run(uri_,
                      "insert into checkpoints (thread_id, checkpoint_id, checkpoint, metadata) values "
                      "('10000000-0000-0000-0000-000000000001',"
                      " '1f1e76e8-e75a-620e-9694-df19fb72aa23', '{\"v\": 4, \"id\": "
                      "\"1f1e76e8-e75a-620e-9694-df19fb72aa23\", \"ts\": \"2026-11-23T18:00:00+00:00\","
                      " \"channel_values\": {\"n\": 12345678901234567890}, \"channel_versions\": {\"n\": "
                      "\"1\", \"b\": \"2\"}}', '{\"source\": \"loop\", \"step\": 1}');"
                      " insert into checkpoint_blobs values ('10000000-0000-0000-0000-000000000001', '', "
                      "'b', '2', 'msgpack', '\\x93010203')");
    PgThreadDetailFeed threads(session);
    QSignalSpy checkpoint(&threads, &ThreadDetailFeed::checkpointLoaded);
    QSignalSpy history(&threads, &ThreadDetailFeed::historyLoaded);
    QSignalSpy detail(&threads, &ThreadDetailFeed::loaded);
    threads.load("10000000-0000-0000-0000-000000000001");
    threads.loadHistory({"10000000-0000-0000-0000-000000000001", std::nullopt, {}, std::nullopt, 100});
    threads.loadCheckpoint("10000000-0000-0000-0000-000000000001", "", "");
    QTRY_COMPARE(checkpoint.size(), 1);
    const auto content = checkpoint[0][1].value<CheckpointContentPtr>();
    QCOMPARE(QString::fromStdString(wire::writeJson(content->values)),
             QStringLiteral("{\"b\":[1,2,3],\"n\":12345678901234567890}"));
    // What is too large to be read says so, and how large it is.
    threads.loadCheckpoint("10000000-0000-0000-0000-000000000001", "", "", nullptr, {.one = 3});
    QTRY_COMPARE(checkpoint.size(), 2);
    const auto cut = checkpoint[1][1].value<CheckpointContentPtr>();
    QVERIFY(cut->truncated && !content->truncated);
    QCOMPARE(
        QString::fromStdString(wire::writeJson(*cut->values.find("b"))),
        QStringLiteral("{\"__unreadable__\":\"too large to be read here, version 2\",\"type\":\"msgpack\","
                       "\"bytes\":4,\"sha256\":\"\",\"hex\":\"\"}"));
    QTRY_COMPARE(history.size(), 1);
    QVERIFY(!history[0][2].toBool());
    QTRY_COMPARE(detail.size(), 1);
    QCOMPARE(detail[0][1].value<query::ThreadDetail>().row.graphId, std::string("agent"));
  }

  void foreignSchemasStayBrowsable() {
    const auto other = TestPostgres::instance().freshDatabase();
    TestPostgres::run(
        other,
        "create table shoes (id int primary key, brand text); insert into shoes values (1, 'a'), (2, 'b')");
    PgSession session(target(other));
    RunFeed runs(session);
    QSignalSpy failed(&runs, &RunFeed::failed);
    runs.load({});
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed[0][1].value<SourceError>().kind, SourceError::Kind::unsupported);
    CatalogueFeed catalogue(session);
    QSignalSpy tables(&catalogue, &CatalogueFeed::tablesLoaded);
    QSignalSpy rows(&catalogue, &CatalogueFeed::rowsLoaded);
    catalogue.loadTables();
    QTRY_COMPARE(tables.size(), 1);
    const auto list = tables[0][1].value<std::vector<query::TableRecord>>();
    QCOMPARE(list.size(), std::size_t{1});
    catalogue.loadRows(list.front(), {});
    QTRY_COMPARE(rows.size(), 1);
    QCOMPARE(rows[0][1].value<query::RawPage>().rows.size(), std::size_t{2});
  }

  void rawTablesHideCredentials() {
    const auto other = TestPostgres::instance().freshDatabase();
    TestPostgres::run(
        other,
        "create table calls (id int primary key, kwargs jsonb, headers json, said text); insert "
        "into calls values (1, '{\"config\": {\"langgraph_auth_user\": \"hunter2\"}}', E'\\n "
        "[{\"Authorization\": \"hunter2\"}]', 'cookie recipe')");
    PgSession session(target(other));
    CatalogueFeed catalogue(session);
    QSignalSpy tables(&catalogue, &CatalogueFeed::tablesLoaded);
    QSignalSpy rows(&catalogue, &CatalogueFeed::rowsLoaded);
    catalogue.loadTables();
    QTRY_COMPARE(tables.size(), 1);
    catalogue.loadRows(tables[0][1].value<std::vector<query::TableRecord>>().front(), {});
    QTRY_COMPARE(rows.size(), 1);
    const auto row = rows[0][1].value<query::RawPage>().rows.at(0);
    for (const auto& cell : row)
      QVERIFY2(cell->find("hunter2") == std::string::npos, cell->c_str());
    QVERIFY(row.at(1)->find("langgraph_auth_user") != std::string::npos);
    QCOMPARE(row.at(3).value(), std::string("cookie recipe"));
  }

  /// Stopped, not ended: its socket stays open and nobody answers. Its own timeout cannot end the statement.
  void aServerThatHangsIsGivenUp() {
    PgSession session(target(uri_));
    Answer who, silence, next;
    session.run(Lane::lists, this, statement("select pg_backend_pid()::text"), who.sink());
    QTRY_VERIFY(who.done);
    const auto backend = who.cell().toInt();
    QVERIFY(backend > 0);
    QCOMPARE(::kill(backend, SIGSTOP), 0);
    session.run(Lane::lists, this, statement("select 'x'"), silence.sink());
    QTRY_VERIFY_WITH_TIMEOUT(silence.done, 20000);
    ::kill(backend, SIGCONT);
    QVERIFY(silence.error.has_value());
    QVERIFY(silence.error->stale);
    QCOMPARE(silence.error->kind, SourceError::Kind::unreachable);
    QVERIFY2(silence.error->sentence.contains(QStringLiteral("stopped answering")),
             qPrintable(silence.error->sentence));
    session.run(Lane::lists, this, statement("select 'back'"), next.sink());
    QTRY_VERIFY(next.done);
    QCOMPARE(next.cell(), QByteArray("back"));
  }

  /// Tables go and come while a connection is open: each answer is about what is there now.
  void tablesThatGoAndComeAreNoticed() {
    const auto uri = TestPostgres::instance().migratedDatabase();
    PgSession session(target(uri));
    RunFeed runs(session);
    QSignalSpy loaded(&runs, &RunFeed::loaded);
    QSignalSpy failed(&runs, &RunFeed::failed);
    QSignalSpy known(&session, &PgSession::capabilitiesRead);
    runs.load({});
    QTRY_COMPARE(loaded.size(), 1);
    TestPostgres::run(uri, "alter table run rename to away");
    runs.load({});
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed[0][1].value<SourceError>().kind, SourceError::Kind::unsupported);
    QCOMPARE(known.size(), 2);
    QVERIFY2(!session.capabilities()->runs, "it was looked again");
    TestPostgres::run(uri, "alter table away rename to run");
    QTRY_VERIFY_WITH_TIMEOUT((runs.load({}), loaded.size() > 1), 20000);
    QVERIFY(session.capabilities()->runs);
    QCOMPARE(sessions(uri), 1);  // the same connection all along
  }

  void theDatabasesClockIsMeasured() {
    const auto uri = TestPostgres::instance().migratedDatabase();
    PgSession right(target(uri));
    Answer first;
    right.run(Lane::lists, this, statement("select 'x'"), first.sink());
    QTRY_VERIFY(first.done);
    QVERIFY(std::chrono::abs(right.clockAhead()) < std::chrono::seconds(2));
    const auto name = TestPostgres::run(uri, "select current_database()");
    TestPostgres::run(uri,
                      "create schema ahead; create function ahead.clock_timestamp() returns timestamptz "
                      "language sql as $$ select pg_catalog.clock_timestamp() + interval '7 min' $$; "
                      "alter database \"" +
                          name + "\" set search_path = ahead, pg_catalog, public");
    PgSession wrong(target(uri));
    QSignalSpy changed(&wrong, &PgSession::clockChanged);
    Answer answer;
    wrong.run(Lane::lists, this, statement("select 'x'"), answer.sink());
    QTRY_VERIFY(answer.done);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(std::chrono::round<std::chrono::minutes>(wrong.clockAhead()).count(), 7);
  }

  /// Neither the window nor a test that was closed may wait for a server that takes a connection and says
  /// nothing.
  void destroyedWhileConnecting() {
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const auto uri = "postgres://u@127.0.0.1:" + std::to_string(silent.serverPort()) + "/d";
    {
      PgSession session(target(uri));
      session.connectNow();
      QTRY_VERIFY(silent.hasPendingConnections());
    }
    QCOMPARE(retiredThreads(), 1);  // had it been waited for, it would have ended
    delete silent.nextPendingConnection();
    QTRY_COMPARE(retiredThreads(), 0);
  }

  void destroyedWhileBusy() {
    {
      PgSession session(target(uri_));
      session.run(Lane::details, this, statement("select pg_sleep(20)::text"),
                  [](const std::any&, const SourceError*) { QFAIL("no answer expected"); });
      QTRY_COMPARE(sleeping(), std::string("1"));
    }
    TestPostgres::run(uri_,
                      "select count(pg_terminate_backend(pid)) from pg_stat_activity where query like "
                      "'select pg_sleep%' and pid <> pg_backend_pid()");
    QTRY_COMPARE(sessions(uri_), 0);
  }
};

QTEST_GUILESS_MAIN(PgSessionTest)
#include "pg_session_test.moc"
