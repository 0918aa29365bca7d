// SPDX-License-Identifier: Apache-2.0
// How a question travels: one round trip, one statement, one transaction, and nothing left behind.
#include "backend/client/postgres/run_feed.h"
#include "tests/integration/client/pg_answer.h"
#include "tests/integration/client/pooler.h"
#include "tests/integration/client/postgres_relay.h"
#include "tests/support/test_postgres.h"

#include <QSignalSpy>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;
using namespace heddle::test;

class PgReadsTest : public QObject {
  Q_OBJECT

  std::string uri_;

  static QByteArray run(const std::string& uri, const std::string& sql) {
    return QByteArray::fromStdString(TestPostgres::run(uri, sql));
  }
  /// Asks one statement and waits.
  Answer ask(PgSession& session, const PgSession::Work& work) {
    Answer answer;
    session.run(Lane::lists, this, work, answer.sink());
    if (!QTest::qWaitFor([&] { return answer.done; }, 10'000)) qWarning("no answer came");
    return answer;
  }
  std::string overTcp(const PostgresRelay& relay) const {
    const auto database = uri_.substr(uri_.find("@/") + 2, uri_.find('?') - uri_.find("@/") - 2);
    return "postgres://heddle@127.0.0.1:" + std::to_string(relay.serverPort()) + "/" + database;
  }

 private Q_SLOTS:
  void initTestCase() {
    uri_ = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri_, "create table kept (n int); insert into kept select generate_series(1, 9)");
  }

  void aPageIsOneRoundTrip() {
    PostgresRelay relay(TestPostgres::instance().socketFolder());
    PgSession session(target(overTcp(relay)));
    QCOMPARE(ask(session, statement("select 'open'")).cell(), QByteArray("open"));
    RunFeed feed(session);
    QSignalSpy loaded(&feed, &RunFeed::loaded);
    relay.startCounting();
    feed.load({});
    QTRY_COMPARE(loaded.size(), 1);
    QCOMPARE(relay.roundTrips(), 1);
    const auto binary = ask(session, [](PgConnection& connection) -> std::any {
      return connection.blobs("select '\\x0001'::bytea");
    });
    QCOMPARE(binary.cell(), QByteArray("\0\1", 2));
    QCOMPARE(relay.roundTrips(), 2);
  }

  void aConnectionIsProbedAfterAPause() {
    PostgresRelay relay(TestPostgres::instance().socketFolder());
    PgSession session(target(overTcp(relay)));
    ask(session, statement("select 'open'"));
    const auto probe = [](std::chrono::seconds pause) {
      return [pause](PgConnection& connection) -> std::any {
        return connection.isAlive(std::chrono::steady_clock::now() + pause);
      };
    };
    relay.startCounting();
    QVERIFY(std::any_cast<bool>(ask(session, probe(std::chrono::seconds(0))).value));
    QCOMPARE(relay.roundTrips(), 0);
    QVERIFY(std::any_cast<bool>(ask(session, probe(std::chrono::minutes(1))).value));
    QCOMPARE(relay.roundTrips(), 1);
  }

  void aMessageTakesOneStatement_data() {
    QTest::addColumn<QString>("sql");
    QTest::newRow("ends the transaction") << QStringLiteral("commit; delete from kept");
    QTest::newRow("after a read") << QStringLiteral("select '1'; commit; delete from kept");
  }

  void aMessageTakesOneStatement() {
    QFETCH(QString, sql);
    PgSession session(target(uri_));
    const auto answer = ask(session, statement(sql.toStdString()));
    QVERIFY(answer.error.has_value());
    QCOMPARE(answer.error->kind, SourceError::Kind::refused);
    QCOMPARE(run(uri_, "select count(*) from kept"), QByteArray("9"));
  }

  void aFailureLeavesNothingBehind() {
    PgSession session(target(uri_));
    const auto backend = ask(session, statement("select pg_backend_pid()::text")).cell();
    const auto failed = ask(session, statement("select n::text from no_such_table"));
    QCOMPARE(failed.error->kind, SourceError::Kind::unsupported);
    QVERIFY2(failed.error->sentence.contains(QStringLiteral("no_such_table")),
             qPrintable(failed.error->sentence));
    QCOMPARE(run(uri_, "select state from pg_stat_activity where pid = " + backend.toStdString()),
             QByteArray("idle"));
    QCOMPARE(ask(session, statement("select pg_backend_pid()::text")).cell(), backend);
  }

  void everyStatementIsLimitedAndReadOnly() {
    PgSession session(target(uri_));
    QCOMPARE(ask(session, statement("select current_setting('statement_timeout')")).cell(), QByteArray("2s"));
    QCOMPARE(ask(session, statement("select current_setting('transaction_read_only')")).cell(),
             QByteArray("on"));
    const auto second = ask(session, [](PgConnection& connection) -> std::any {
      connection.rows("select 'first'");
      return connection.rows("select current_setting('transaction_read_only')");
    });
    QCOMPARE(second.cell(), QByteArray("on"));
  }

  void worksBehindATransactionPooler() {
    Pooler pooler(TestPostgres::instance().socketFolder());
    QVERIFY2(pooler.start(), qPrintable(pooler.log()));
    const auto pooled = pooler.uri(uri_);
    PgSession one(target(pooled)), other(target(pooled));
    const auto backend = ask(one, statement("select pg_backend_pid()::text")).cell();
    QCOMPARE(ask(other, statement("select pg_backend_pid()::text")).cell(), backend);
    QCOMPARE(ask(one, statement("delete from kept")).error->kind, SourceError::Kind::forbidden);
    QCOMPARE(ask(other, statement("select count(*)::text from kept")).cell(), QByteArray("9"));

    Answer slow;
    const auto number = one.run(Lane::lists, this, statement("select pg_sleep(60)::text"), slow.sink());
    QTRY_COMPARE(run(uri_, "select state from pg_stat_activity where pid = " + backend.toStdString()),
                 QByteArray("active"));
    one.cancel(number);
    QTRY_VERIFY(slow.done);
    QCOMPARE(slow.error->kind, SourceError::Kind::cancelled);
    // What the console sets ends with each read: the pooler hands the connection to others.
    QCOMPARE(run(pooled, "show statement_timeout"), QByteArray("0"));
    QCOMPARE(run(pooled, "show transaction_read_only"), QByteArray("off"));
  }
};

QTEST_GUILESS_MAIN(PgReadsTest)
#include "pg_reads_test.moc"
