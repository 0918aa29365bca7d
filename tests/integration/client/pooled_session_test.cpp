// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_connection.h"
#include "backend/client/postgres/pg_session.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/client/safety/read_only_role.h"
#include "tests/support/test_pgbouncer.h"
#include "tests/support/test_postgres.h"

#include <any>
#include <optional>
#include <stdexcept>

#include <QSignalSpy>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;
using heddle::test::TestPostgres;

/// The console behind a pooler in transaction mode: it reads, it cannot write, and the sessions it borrows
/// come back as they were.
class PooledSessionTest : public QObject {
  Q_OBJECT

  std::string direct_;
  std::unique_ptr<test::TestPgBouncer> pooler_;

  std::optional<SourceError> failureOf(PgSession& session, const std::string& sql) {
    bool done = false;
    std::optional<SourceError> failure;
    session.run(
        Lane::lists, this, [sql](PgConnection& connection) -> std::any { return connection.rows(sql); },
        [&](std::any, const SourceError* error) {
          done = true;
          if (error != nullptr) failure = *error;
        });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(done, 10000); }();
    return failure;
  }

  PgSession* open(QObject* owner) {
    return new PgSession(deployment::parsePostgres(pooler_->pooled(direct_)).value(), owner);
  }

 private Q_SLOTS:
  void initTestCase() {
    direct_ = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(direct_,
                      "create table marks (n int); insert into marks values (1); create sequence marks_seq");
    pooler_ = std::make_unique<test::TestPgBouncer>();
  }

  void listsAreRead() {
    QObject owner;
    RunFeed feed(*open(&owner));
    QSignalSpy loaded(&feed, &RunFeed::loaded);
    for (std::size_t round = 1; round <= 3; ++round) {
      feed.load(query::RunQuery());
      QTRY_COMPARE(loaded.size(), static_cast<int>(round));
    }
  }

  void writesAreRefused_data() {
    QTest::addColumn<QString>("sql");
    QTest::addColumn<bool>("readOnly");  // refused for that, and not for its form
    const auto row = [](const char* name, const char* sql, bool readOnly = true) {
      QTest::newRow(name) << QString::fromLatin1(sql) << readOnly;
    };
    row("insert", "insert into marks values (2)");
    row("update", "update marks set n = 2");
    row("delete", "delete from marks");
    row("merge", "merge into marks using (values (1)) v(n) on marks.n = v.n when matched then delete");
    row("truncate", "truncate marks");
    row("behind a select", "with gone as (delete from marks returning n) select n from gone");
    row("in a block", "do $$ begin delete from marks; end $$");
    row("lock", "select n from marks for update");
    row("sequence", "select nextval('marks_seq')");
    row("drop", "drop table marks");
    row("create", "create table more (n int)");
    row("temporary", "create temp table more (n int)");
    row("select into", "select n into more from marks");
    row("comment", "comment on table marks is 'x'");
    row("grant", "grant all on marks to public");
    row("out of it", "commit; delete from marks", false);
    row("out of it, in a block", "do $$ begin commit; delete from marks; end $$", false);
    row("turned", "do $$ begin set transaction read write; delete from marks; end $$", false);
    row("turned by a function", "select set_config('transaction_read_only', 'off', true) from marks", false);
  }
  void writesAreRefused() {
    QFETCH(const QString, sql);
    QFETCH(const bool, readOnly);
    const auto all =
        "select (select string_agg(n::text, ' ') from marks) || ' ' || (select is_called from marks_seq) || "
        "' ' "
        "|| (select count(*) from pg_class where relname = 'more')";
    QObject owner;
    PgSession* session = open(&owner);
    const auto failure = failureOf(*session, sql.toStdString());
    QVERIFY(failure.has_value());
    if (readOnly) QCOMPARE(failure->kind, SourceError::Kind::forbidden);
    QCOMPARE(TestPostgres::run(direct_, all), std::string("1 false 0"));
    // Whoever gets the connection next is neither read-only nor in a transaction, and the console reads on.
    TestPostgres::run(pooler_->pooled(direct_),
                      "insert into marks values (2); delete from marks where n = 2");
    QVERIFY(!failureOf(*session, "select n from marks"));
  }

  /// The text of the window makes an account that reads what the console reads and nothing else, even where
  /// nobody asked for a read-only transaction.
  void theRoleOffersNoMore() {
    const auto name = direct_.substr(0, direct_.find('?')).substr(direct_.rfind('/', direct_.find('?')) + 1);
    TestPostgres::run(direct_, readOnlyRoleSql(name, "public").toStdString());
    auto asReader = direct_;
    asReader.replace(asReader.find("heddle@"), 7, "heddle_reader@");
    QCOMPARE(TestPostgres::run(asReader, "select n from marks"), std::string("1"));
    for (const char* sql :
         {"insert into marks values (2)", "begin read write; delete from run", "create table x (n int)"})
      QVERIFY_THROWS_EXCEPTION(std::runtime_error, TestPostgres::run(asReader, sql));
    QCOMPARE(TestPostgres::run(direct_, "select count(*) from marks"), std::string("1"));
    QCOMPARE(TestPostgres::run(asReader,
                               "select current_setting('default_transaction_read_only') || ' ' || "
                               "current_setting('statement_timeout')"),
             std::string("on 1min"));
    TestPostgres::run(direct_, "create table later (n int)");
    QCOMPARE(TestPostgres::run(asReader, "select count(*) from later"), std::string("0"));
    QObject owner;
    RunFeed feed(*new PgSession(deployment::parsePostgres(asReader).value(), &owner));
    QSignalSpy loaded(&feed, &RunFeed::loaded);
    feed.load(query::RunQuery());
    QTRY_COMPARE(loaded.size(), 1);
  }

  /// Statements that would open a way for the next one: each has a transaction of its own, so none does.
  void noStatementPreparesAWrite_data() {
    QTest::addColumn<QString>("sql");
    QTest::newRow("read-write transaction") << "set transaction read write";
    QTest::newRow("read-write session") << "set session characteristics as transaction read write";
    QTest::newRow("setting") << "select set_config('transaction_read_only', 'off', false)";
    QTest::newRow("commit") << "commit";
    QTest::newRow("two in one") << "commit; insert into marks values (2)";
  }
  void noStatementPreparesAWrite() {
    QFETCH(const QString, sql);
    QObject owner;
    PgSession& session = *open(&owner);
    (void)failureOf(session, sql.toStdString());
    const auto failure = failureOf(session, "insert into marks values (2)");
    QVERIFY(failure.has_value());
    QCOMPARE(failure->kind, SourceError::Kind::forbidden);
    QCOMPARE(TestPostgres::run(direct_, "select string_agg(n::text, ' ') from marks"), std::string("1"));
  }

  /// The pool has one session, so whoever asks next has the one that the console used.
  void theNextClientFindsNoTraces_data() {
    QTest::addColumn<QString>("sql");
    QTest::addColumn<bool>("fails");
    QTest::newRow("read") << "select 1" << false;
    QTest::newRow("refused write") << "delete from marks" << true;
    QTest::newRow("mistake") << "select 1 / 0" << true;
    QTest::newRow("no such table") << "select * from nowhere" << true;
  }
  void theNextClientFindsNoTraces() {
    QFETCH(const QString, sql);
    QFETCH(const bool, fails);
    const auto settings = [](const std::string& uri) {
      return TestPostgres::run(
          uri,
          "select pg_backend_pid() || ' ' || current_setting('statement_timeout') || ' ' || "
          "current_setting('default_transaction_read_only') || ' ' || "
          "current_setting('transaction_read_only')");
    };
    const auto before = settings(pooler_->pooled(direct_));
    QObject owner;
    PgSession& session = *open(&owner);
    QCOMPARE(failureOf(session, sql.toStdString()).has_value(), fails);
    QCOMPARE(settings(pooler_->pooled(direct_)), before);
    TestPostgres::run(pooler_->pooled(direct_),
                      "insert into marks values (2); delete from marks where n = 2");
  }

  /// A statement that is cancelled leaves the borrowed session as clean as one that ends.
  void aCancelledStatementLeavesNoTraces() {
    QObject owner;
    PgSession& session = *open(&owner);
    std::optional<SourceError> failure;
    const quint64 number = session.run(
        Lane::lists, this,
        [](PgConnection& connection) -> std::any {
          return connection.rows("select pg_sleep(60), 'cancel me'");
        },
        [&](std::any, const SourceError* error) {
          if (error != nullptr) failure = *error;
        });
    QTRY_COMPARE(TestPostgres::run(direct_,
                                   "select count(*) from pg_stat_activity where state = 'active' and "
                                   "query like '%''cancel me''%' and pid <> pg_backend_pid()"),
                 std::string("1"));
    session.cancel(number);
    QTRY_VERIFY(failure.has_value());
    QCOMPARE(failure->kind, SourceError::Kind::cancelled);
    const auto pooled = pooler_->pooled(direct_);
    QCOMPARE(TestPostgres::run(pooled,
                               "select current_setting('statement_timeout') || ' ' || "
                               "current_setting('transaction_read_only')"),
             std::string("0 off"));
    TestPostgres::run(pooled, "insert into marks values (2); delete from marks where n = 2");
  }
};

QTEST_GUILESS_MAIN(PooledSessionTest)
#include "pooled_session_test.moc"
