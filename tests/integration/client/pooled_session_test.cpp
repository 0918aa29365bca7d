// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_connection.h"
#include "backend/client/postgres/pg_session.h"
#include "backend/client/postgres/run_feed.h"
#include "tests/support/test_pgbouncer.h"
#include "tests/support/test_postgres.h"

#include <any>
#include <optional>

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
    TestPostgres::run(direct_, "create table marks (n int); insert into marks values (1)");
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
    QTest::newRow("insert") << "insert into marks values (2)";
    QTest::newRow("behind a select") << "with gone as (delete from marks returning n) select n from gone";
    QTest::newRow("ddl") << "drop table marks";
  }
  void writesAreRefused() {
    QFETCH(const QString, sql);
    QObject owner;
    const auto failure = failureOf(*open(&owner), sql.toStdString());
    QVERIFY(failure.has_value());
    QCOMPARE(failure->kind, SourceError::Kind::forbidden);
    QCOMPARE(TestPostgres::run(direct_, "select count(*) from marks"), std::string("1"));
  }

  /// The pool has one session, so whoever asks next has the one that the console used.
  void theNextClientFindsNoTraces() {
    const auto settings = [](const std::string& uri) {
      return TestPostgres::run(uri,
                               "select current_setting('statement_timeout') || ' ' || "
                               "current_setting('default_transaction_read_only') || ' ' || "
                               "current_setting('transaction_read_only')");
    };
    const auto before = settings(pooler_->pooled(direct_));
    QObject owner;
    QVERIFY(!failureOf(*open(&owner), "select 1"));
    QCOMPARE(settings(pooler_->pooled(direct_)), before);
    TestPostgres::run(pooler_->pooled(direct_),
                      "insert into marks values (2); delete from marks where n = 2");
  }
};

QTEST_GUILESS_MAIN(PooledSessionTest)
#include "pooled_session_test.moc"
