// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN  // moc 6.4 stumbles over some of libstdc++'s headers and needs none of them
#include "backend/storage/migrate.h"

#include "backend/storage/migration_files.h"
#include "tests/support/test_postgres.h"

#include <future>
#endif

#include <QtTest>

using heddle::test::TestPostgres;
namespace storage = heddle::storage;
namespace core = heddle::core;

class MigrateTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void bringsAnEmptyDatabaseToTheNewestVersion() {
    const std::string uri = TestPostgres::instance().freshDatabase();
    const auto report = storage::migrate(uri);
    QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
    QCOMPARE(report->version, storage::migrationFiles().back().version);
    QCOMPARE(report->applied, int(storage::migrationFiles().size()));
    QCOMPARE(TestPostgres::run(uri, "select value from heddle_meta where key = 'product'"),
             std::string("heddle"));
    QCOMPARE(TestPostgres::run(uri, "select value from heddle_meta where key = 'schema_version'"),
             std::to_string(report->version));
    QCOMPARE(
        TestPostgres::run(uri, "select count(*) from pg_inherits where inhparent = 'checkpoints'::regclass"),
        std::string("16"));
  }

  void doesNothingTheSecondTime() {
    const std::string uri = TestPostgres::instance().freshDatabase();
    QVERIFY(storage::migrate(uri).has_value());
    const auto again = storage::migrate(uri);
    QVERIFY(again.has_value());
    QCOMPARE(again->applied, 0);
    QCOMPARE(again->version, storage::migrationFiles().back().version);
  }

  void severalReplicasMayMigrateAtOnce() {
    const std::string uri = TestPostgres::instance().freshDatabase();
    std::vector<std::future<core::Result<storage::MigrationReport>>> replicas;
    for (int i = 0; i < 4; ++i)
      replicas.push_back(std::async(std::launch::async, [&] { return storage::migrate(uri); }));
    int applied = 0;
    for (auto& replica : replicas) {
      const auto report = replica.get();
      QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
      applied += report->applied;
    }
    QCOMPARE(applied, int(storage::migrationFiles().size()));
  }

  void refusesTheDatabaseOfAnotherProgram_data() {
    QTest::addColumn<QString>("table");
    QTest::newRow("official ledger") << u"schema_migrations"_qs;
    QTest::newRow("official threads") << u"thread"_qs;
    QTest::newRow("aegra") << u"alembic_version"_qs;
    QTest::newRow("bare saver") << u"checkpoints"_qs;
  }
  void refusesTheDatabaseOfAnotherProgram() {
    QFETCH(QString, table);
    const std::string uri = TestPostgres::instance().freshDatabase();
    TestPostgres::run(uri, "create table " + table.toStdString() + " (x int)");
    const auto report = storage::migrate(uri);
    QVERIFY(!report);
    QCOMPARE(report.error().code, core::ErrorCode::conflict);
    QVERIFY(report.error().message.find(table.toStdString()) != std::string::npos);
    QCOMPARE(TestPostgres::run(uri, "select to_regclass('heddle_meta') is null"), std::string("t"));
  }

  void refusesAChangedStep() {
    const std::string uri = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri, "update heddle_schema_migrations set checksum = 'x' where version = 2");
    const auto report = storage::migrate(uri);
    QVERIFY(!report);
    QCOMPARE(report.error().code, core::ErrorCode::conflict);
  }

  void acceptsTheStepsOfANewerReplica() {
    const std::string uri = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri, "insert into heddle_schema_migrations values (9000, 'later', 'x', now())");
    const auto report = storage::migrate(uri);
    QVERIFY(report.has_value());
    QCOMPARE(report->version, 9000);
  }

  void saysWhatIsWrongWithTheTarget() {
    const auto nonsense = storage::migrate("not a uri: secret");
    QVERIFY(!nonsense);
    QCOMPARE(nonsense.error().code, core::ErrorCode::invalid);
    QVERIFY(nonsense.error().message.find("secret") == std::string::npos);
    const auto nobody = storage::migrate("postgres://heddle@/x?host=/tmp/heddle-nowhere");
    QVERIFY(!nobody);
    QCOMPARE(nobody.error().code, core::ErrorCode::unavailable);
  }
};

QTEST_GUILESS_MAIN(MigrateTest)
#include "migrate_test.moc"
