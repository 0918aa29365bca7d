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

#include <QDeadlineTimer>
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
    ListFigures figures(*session_, query::runsSchema());
    QSignalSpy grouped(&figures, &ListFigures::grouped);
    figures.group({}, query::groupField("error"));
    QTRY_COMPARE_WITH_TIMEOUT(grouped.size(), 1, kPatience);
    const auto groups = grouped[0][1].value<query::Grouping>().groups;
    QCOMPARE(groups.size(), std::size_t{2});
    QVERIFY(groups[0].noValue);
    QCOMPARE(groups[0].rows, 4320);
    QCOMPARE(groups[1].label, std::string("OSError: postgres://u:***@db/x refused"));
    QCOMPARE(groups[1].term, std::string());
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
    QVERIFY(exporter.cancel());
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

  /// The file is in its place and nobody has heard of it yet: that is no cancelled export.
  void aCancelAfterTheLastStepIsTooLate() {
    ListExport exporter(*session_);
    QSignalSpy finished(&exporter, &ListExport::finished);
    const auto wanted = request("status:error", QStringLiteral("late.jsonl"));
    exporter.start(wanted);
    // No event is delivered here meanwhile.
    const QDeadlineTimer patience(kPatience);
    while (!QFile::exists(wanted.path) && !patience.hasExpired())
      QThread::yieldCurrentThread();
    QVERIFY(!exporter.cancel());
    QVERIFY(exporter.isRunning());
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatience);
    QCOMPARE(finished[0][0].toLongLong(), 432);
    QCOMPARE(contentOf(wanted.path).count('\n'), 432);
    QVERIFY(exporter.cancel());
  }

  void eitherEndIsDecidedOnce() {
    CommitRace written, unwanted;
    QVERIFY(written.commit() && !written.cancel() && written.commit() && !written.isCancelled());
    QVERIFY(unwanted.cancel() && !unwanted.commit() && unwanted.cancel() && unwanted.isCancelled());
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
    QCOMPARE(countMatching(connection, query::runsSchema(), query).rows, std::optional<qint64>(321));
    const auto all = countMatching(connection, query::runsSchema(), {});
    QVERIFY(!all.rows && !all.tooSlow);  // not a second time what failed at once
    const std::unique_ptr<PGconn, decltype(&PQfinish)> holder(PQconnectdb(uri_.c_str()), &PQfinish);
    PQclear(PQexec(holder.get(), "begin; lock table run in access exclusive mode"));
    const auto late = countMatching(connection, query::runsSchema(), query);
    QVERIFY(!late.rows && late.tooSlow);
    PQclear(PQexec(holder.get(), "rollback"));
    // What else goes wrong is no reason to read everything once more.
    TestPostgres::run(uri_, "alter table heddle_run rename column attempt to tries");
    query.filter = query::parseFilter("attempt:>1").filter;
    QVERIFY_THROWS_EXCEPTION(SourceFailure, countMatching(connection, query::runsSchema(), query));
    TestPostgres::run(uri_, "alter table heddle_run rename column tries to attempt");
  }

  void rowsAreGrouped_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("groups");
    QTest::newRow("word") << ""
                          << "status"
                          << "success=3889 (status:success), error=432 (status:error)";
    QTest::newRow("filtered") << "meta.n:>4000"
                              << "status"
                              << "success=289 (status:success), error=32 (status:error)";
    QTest::newRow("found by an index") << "status:error"
                                       << "assistant"
                                       << "An \"agent\", really=432 (assistant:\"An \\\"agent\\\", really\")";
    QTest::newRow("of a few, by a place in JSON") << "meta.n:<3"
                                                  << "meta.n"
                                                  << "1=1 (meta.n:1), 2=1 (meta.n:2)";
    QTest::newRow("nothing matches") << "status:timeout"
                                     << "status"
                                     << "";
  }

  void rowsAreGrouped() {
    QFETCH(QString, filter);
    QFETCH(QString, field);
    QFETCH(QString, groups);
    ListFigures figures(*session_, query::runsSchema());
    QSignalSpy grouped(&figures, &ListFigures::grouped);
    query::ListQuery query;
    query.filter = query::parseFilter(filter.toStdString()).filter;
    figures.group(query, query::groupField(field.toStdString()));
    QTRY_COMPARE_WITH_TIMEOUT(grouped.size(), 1, kPatience);
    const auto found = grouped[0][1].value<query::Grouping>();
    QStringList said;
    for (const auto& group : found.groups)
      said.append(QString::fromStdString((group.noValue ? "none" : group.label) + "=" +
                                         std::to_string(group.rows) + " (" + group.term + ")"));
    QCOMPARE(said.join(QStringLiteral(", ")), groups);
    QVERIFY(found.whole);
  }

  /// Buckets hold every matching row once, and the term of each finds exactly the rows that it counts.
  void bucketsAreWhatTheirTermsFind() {
    ListFigures figures(*session_, query::runsSchema());
    QSignalSpy grouped(&figures, &ListFigures::grouped), counted(&figures, &ListFigures::counted);
    for (const char* field : {"created", "size"}) {
      grouped.clear();
      figures.group({}, query::groupField(field));
      QTRY_COMPARE_WITH_TIMEOUT(grouped.size(), 1, kPatience);
      const auto found = grouped[0][1].value<query::Grouping>();
      QVERIFY(found.histogram);
      std::int64_t rows = 0;
      for (const auto& group : found.groups) {
        rows += group.rows;
        query::ListQuery query;
        const auto parsed = query::readFilter(query::runsSchema(), group.term);
        QVERIFY2(parsed.errors.empty(), group.term.c_str());
        query.filter = parsed.filter;
        counted.clear();
        figures.count(query);
        QTRY_COMPARE_WITH_TIMEOUT(counted.size(), 1, kPatience);
        QCOMPARE(counted[0][1].toLongLong(), group.rows);
      }
      QCOMPARE(rows, 4321);
    }
  }

  void whatCannotBeGroupedIsSaid() {
    ListFigures figures(*session_, query::runsSchema());
    QSignalSpy failed(&figures, &ListFigures::failed);
    for (const char* field : {"tag", "nonsense", "meta", "age"}) {
      failed.clear();
      figures.group({}, query::groupField(field));
      QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatience);
      const auto error = failed[0][1].value<SourceError>();
      QCOMPARE(error.kind, SourceError::Kind::invalid);
      QVERIFY2(error.sentence.contains(QLatin1String(field)), qPrintable(error.sentence));
    }
  }

  void aPlanIsExplainedAndNotExecuted() {
    ListFigures figures(*session_, query::runsSchema());
    QSignalSpy explained(&figures, &ListFigures::explained);
    query::ListQuery query;
    query.filter = query::parseFilter("status:error").filter;
    figures.explain(query);
    QTRY_COMPARE_WITH_TIMEOUT(explained.size(), 1, kPatience);
    const auto found = explained[0][1].value<ListExplanation>();
    QVERIFY(QString::fromStdString(found.statement).startsWith(QLatin1String("select")));
    QVERIFY(!found.plan.empty());
    const auto first = QString::fromStdString(found.plan.front());
    QVERIFY2(first.contains(QLatin1String("cost=")) && !first.contains(QLatin1String("actual time")),
             qPrintable(first));
  }

  /// The table is slow as a whole and quick in windows: it is counted in those.
  void aCountThatTakesTooLongGoesOnInSteps() {
    TestPostgres::run(
        uri_,
        "create function slow_as_a_whole() returns boolean language plpgsql volatile as $$ begin if "
        "current_query() like '%select count(*)::text from%' then raise exception 'canceling statement due "
        "to "
        "statement timeout' using errcode = '57014'; end if; return true; end $$;"
        "alter table run rename to run_kept;"
        "create view run as select * from run_kept where slow_as_a_whole();"
        "update pg_class set reltuples = 4321 where oid = 'run'::regclass");
    PgSession fresh(target(uri_));
    ListFigures figures(fresh, query::runsSchema());
    QSignalSpy counted(&figures, &ListFigures::counted), failed(&figures, &ListFigures::failed);
    figures.count({});
    QTRY_COMPARE_WITH_TIMEOUT(counted.size() + failed.size(), 1, kPatience);
    if (!failed.isEmpty()) QFAIL(qPrintable(failed[0][1].value<SourceError>().sentence));
    QCOMPARE(counted[0][1].toLongLong(), 4321);
  }
};

QTEST_GUILESS_MAIN(ListExportTest)
#include "list_export_test.moc"
