// SPDX-License-Identifier: Apache-2.0
// Whole lists: exports and exact counts, over many pages, stopped half-way, and when the disk says no.
#include "backend/client/postgres/list_export.h"

#include "backend/client/postgres/count_matching.h"
#include "backend/client/postgres/list_figures.h"
#include "backend/client/postgres/source_failure.h"
#include "tests/integration/client/pg_answer.h"
#include "tests/support/test_postgres.h"

#include <chrono>
#include <memory>
#include <optional>

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle;
using namespace heddle::client;
using namespace heddle::test;

namespace {

constexpr int kPatience = 60'000;

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class ListExportTest : public QObject {
  Q_OBJECT

  std::string uri_;
  QTemporaryDir folder_;
  std::unique_ptr<PgSession> session_;

  ExportRequest request(const char* filter, const QString& name,
                        ExportFormat format = ExportFormat::jsonLines) {
    ExportRequest wanted;
    wanted.schema = &query::runsSchema();
    wanted.query.filter = query::parseFilter(filter).filter;
    wanted.format = format;
    wanted.path = folder_.filePath(name);
    return wanted;
  }

 private Q_SLOTS:
  void initTestCase() {
    uri_ = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(
        uri_,
        "insert into assistant (assistant_id, graph_id, name) values "
        "('00000000-0000-0000-0000-00000000aaaa', 'agent', "
        "'An \"agent\", really');"
        "insert into run (run_id, thread_id, assistant_id, status, kwargs, metadata, created_at) select "
        "('20000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, "
        "'10000000-0000-0000-0000-000000000001', "
        "'00000000-0000-0000-0000-00000000aaaa', case when n % 10 = 0 then 'error' else 'success' end, '{}', "
        "jsonb_build_object('n', n), '2026-01-01 00:00Z'::timestamptz + n * interval '1 s' from "
        "generate_series(1, 4321) n");
    session_ = std::make_unique<PgSession>(target(uri_));
  }

  void everythingIsWrittenOnceAndInOrder() {
    ListExport exporter(*session_);
    QSignalSpy finished(&exporter, &ListExport::finished);
    const auto wanted = request("", QStringLiteral("all.jsonl"));
    exporter.start(wanted);
    QVERIFY(exporter.isRunning());
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatience);
    QCOMPARE(finished[0][0].toLongLong(), 4321);
    const auto lines = contentOf(wanted.path).trimmed().split('\n');
    QCOMPARE(lines.size(), 4321);
    for (int i = 0; i < 4321; ++i) {
      const auto id = QJsonDocument::fromJson(lines[i]).object().value(QStringLiteral("run_id")).toString();
      QCOMPARE(id.right(12).toInt(), 4321 - i);
    }
    const auto shared = QFileInfo(wanted.path).permissions() & (QFile::ReadGroup | QFile::ReadOther);
    QVERIFY(!shared);
  }

  void whatIsWalkedIsWrittenToo() {
    ListExport exporter(*session_);
    QSignalSpy finished(&exporter, &ListExport::finished);
    const auto wanted = request("meta.n:<=1500 -status:error", QStringLiteral("some.csv"), ExportFormat::csv);
    exporter.start(wanted);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatience);
    QCOMPARE(finished[0][0].toLongLong(), 1350);
    const auto lines = contentOf(wanted.path).split('\n');
    QCOMPARE(lines.size(), 1352);  // a head, and nothing after the last line's end
    QVERIFY(lines[0].startsWith("run_id,thread_id,assistant_id,assistant_name,"));
    QVERIFY2(lines[1].contains(",\"An \"\"agent\"\", really\","), lines[1].constData());
    QVERIFY(lines[1].endsWith("\r"));
  }

  void noSecretIsWritten() {
    TestPostgres::run(uri_,
                      "insert into heddle_run (run_id, graph_id, error) values "
                      "('20000000-0000-0000-0000-000000000010', 'agent', '{\"error\": \"OSError\", "
                      "\"message\": \"postgres://u:hunter2@db/x refused\"}')");
    for (const auto format : {ExportFormat::csv, ExportFormat::jsonLines}) {
      ListExport exporter(*session_);
      QSignalSpy finished(&exporter, &ListExport::finished);
      auto wanted = request("", QStringLiteral("masked"), format);
      wanted.ids = {"20000000-0000-0000-0000-000000000010"};
      exporter.start(wanted);
      QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatience);
      QVERIFY2(contentOf(wanted.path).contains("postgres://u:***@db/x refused"),
               contentOf(wanted.path).constData());
    }
  }

  void onlyTheRowsMarked() {
    ListExport exporter(*session_);
    QSignalSpy finished(&exporter, &ListExport::finished);
    auto wanted = request("", QStringLiteral("two.jsonl"));
    wanted.ids = {"20000000-0000-0000-0000-000000000007", "20000000-0000-0000-0000-000000000009"};
    exporter.start(wanted);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatience);
    QCOMPARE(contentOf(wanted.path).count('\n'), 2);
  }

  void aCancelledExportLeavesTheOldFile() {
    const auto wanted = request("", QStringLiteral("kept.jsonl"));
    QFile old(wanted.path);
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
    old.close();
    ListExport exporter(*session_);
    QSignalSpy finished(&exporter, &ListExport::finished);
    QSignalSpy failed(&exporter, &ListExport::failed);
    // While somebody holds the table, the export stands in the middle of its work.
    const std::unique_ptr<PGconn, decltype(&PQfinish)> holder(PQconnectdb(uri_.c_str()), &PQfinish);
    PQclear(PQexec(holder.get(), "begin; lock table run in access exclusive mode"));
    exporter.start(wanted);
    QTRY_COMPARE_WITH_TIMEOUT(
        TestPostgres::run(uri_,
                          "select count(*) from pg_stat_activity where wait_event_type = "
                          "'Lock' and datname = current_database()"),
        std::string("1"), kPatience);
    exporter.cancel();
    PQclear(PQexec(holder.get(), "rollback"));
    QVERIFY(!exporter.isRunning());
    // The lane answers again, so the work is over.
    ListFigures figures(*session_, query::runsSchema());
    QSignalSpy counted(&figures, &ListFigures::counted);
    figures.count({});
    QTRY_COMPARE_WITH_TIMEOUT(counted.size(), 1, kPatience);
    QCOMPARE(contentOf(wanted.path), QByteArray("old"));
    QCOMPARE(finished.size() + failed.size(), 0);
    QCOMPARE(QDir(folder_.path()).entryList({QStringLiteral("kept.jsonl*")}, QDir::Files).size(), 1);
  }

  void aFileThatCannotBeWrittenIsSaid() {
    ListExport exporter(*session_);
    QSignalSpy failed(&exporter, &ListExport::failed);
    auto wanted = request("", QString());
    wanted.path = QStringLiteral("/nonexistent/folder/rows.jsonl");
    exporter.start(wanted);
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatience);
    QVERIFY2(failed[0][0].toString().contains(wanted.path), qPrintable(failed[0][0].toString()));
    QVERIFY(!exporter.isRunning());
  }

  void countsAreExact_data() {
    QTest::addColumn<bool>("analyzed");
    QTest::newRow("of a table whose size is not known") << false;
    QTest::newRow("of one that is counted at once") << true;
  }

  void countsAreExact() {
    QFETCH(bool, analyzed);
    if (analyzed) TestPostgres::run(uri_, "analyze run");
    QCOMPARE(TestPostgres::run(uri_, "select reltuples > 0 from pg_class where oid = 'run'::regclass"),
             std::string(analyzed ? "t" : "f"));
    ListFigures figures(*session_, query::runsSchema());
    QSignalSpy counted(&figures, &ListFigures::counted);
    for (const auto& [filter, rows] :
         {std::pair("", 4321), std::pair("status:error", 432), std::pair("meta.n:>4000", 321),
          std::pair("status:timeout", 0), std::pair("sort:-duration", 4321)}) {
      query::ListQuery query;
      query.filter = query::parseFilter(filter).filter;
      counted.clear();
      figures.count(query);
      QTRY_COMPARE_WITH_TIMEOUT(counted.size(), 1, kPatience);
      QCOMPARE(counted[0][1].toLongLong(), rows);
    }
  }

  void aCountThatTakesTooLongIsLeftToSteps() {
    TestPostgres::run(uri_, "analyze run");
    query::ListQuery query;
    query.filter = query::parseFilter("meta.n:>4000").filter;
    CancelHandle cancel;
    PgConnection connection(target(uri_), std::chrono::milliseconds{200}, cancel);
    connection.open();
    QCOMPARE(countMatching(connection, query::runsSchema(), query), std::optional<qint64>(321));
    QVERIFY(!countMatching(connection, query::runsSchema(), {}));  // not a second time what failed at once
    const std::unique_ptr<PGconn, decltype(&PQfinish)> holder(PQconnectdb(uri_.c_str()), &PQfinish);
    PQclear(PQexec(holder.get(), "begin; lock table run in access exclusive mode"));
    QVERIFY(!countMatching(connection, query::runsSchema(), query));
    PQclear(PQexec(holder.get(), "rollback"));
    // What else goes wrong is no reason to read everything once more.
    TestPostgres::run(uri_, "alter table heddle_run rename column attempt to tries");
    query.filter = query::parseFilter("attempt:>1").filter;
    QVERIFY_THROWS_EXCEPTION(SourceFailure, countMatching(connection, query::runsSchema(), query));
    TestPostgres::run(uri_, "alter table heddle_run rename column tries to attempt");
  }
};

QTEST_GUILESS_MAIN(ListExportTest)
#include "list_export_test.moc"
