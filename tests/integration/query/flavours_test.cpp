// SPDX-License-Identifier: Apache-2.0
// What is told of databases that others made, and what is read there. Those of the open savers that need the
// savers themselves stand in tests/integration/client.
#include "backend/query/catalogue_sql.h"
#include "backend/query/checkpoint_sql.h"
#include "backend/query/list_sql.h"
#include "backend/query/run_sql.h"
#include "backend/query/saver_thread_sql.h"
#include "backend/query/thread_sql.h"
#include "tests/integration/query/libpq_rows.h"
#include "tests/support/aegra_schema.h"
#include "tests/support/official_schema.h"
#include "tests/support/test_postgres.h"

#include <QtTest>

using namespace heddle::query;
using heddle::test::capabilitiesOf;
using heddle::test::rowsOf;
using heddle::test::TestPostgres;

namespace {

/// 3,000 threads of a bare saver, every tenth of which waits for an answer; one of them has 2,000
/// checkpoints.
const char* const kManyThreads = R"sql(
create schema "Agents";
set search_path = "Agents";
create table checkpoint_migrations (v int primary key);
insert into checkpoint_migrations select n from generate_series(0, 9) n;
create table checkpoints (thread_id text, checkpoint_ns text not null default '', checkpoint_id text, parent_checkpoint_id text,
  type text, checkpoint jsonb not null, metadata jsonb not null default '{}', primary key (thread_id, checkpoint_ns, checkpoint_id));
create table checkpoint_blobs (thread_id text, checkpoint_ns text default '', channel text, version text, type text not null,
  blob bytea, primary key (thread_id, checkpoint_ns, channel, version));
create table checkpoint_writes (thread_id text, checkpoint_ns text default '', checkpoint_id text, task_id text, idx int,
  channel text, type text, blob bytea not null, task_path text not null default '',
  primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx));
insert into checkpoints (thread_id, checkpoint_id, checkpoint, metadata)
  select 't' || lpad(n::text, 5, '0'), '1f1e76e8-e75a-620e-9694-df19fb72aa23', '{}', '{"graph_id": "g"}'
  from generate_series(0, 2999) n;
insert into checkpoints (thread_id, checkpoint_id, checkpoint)
  select 't01234', '1f1e76e8-e75b-6000-8000-' || lpad(n::text, 12, '0'), '{}' from generate_series(1, 1999) n;
insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, checkpoint)
  values ('t00003', 'sub:1', '1f1e76e8-e75a-620e-9694-df19fb72aa23', '{}');
insert into checkpoint_writes (thread_id, checkpoint_id, task_id, idx, channel, type, blob)
  select 't' || lpad(n::text, 5, '0'), '1f1e76e8-e75a-620e-9694-df19fb72aa23', 'task', -3, '__interrupt__', 'msgpack', ''
  from generate_series(0, 2999, 10) n;
)sql";

template <typename Query, typename SqlOf, typename From>
auto walked(const std::string& uri, const Capabilities& can, Query query, SqlOf sqlOf, From from) {
  decltype(from({}, {}).rows) all;
  for (;;) {
    const ListStatement statement = sqlOf(can, query);
    const auto page = from(statement, rowsOf(uri, statement.sql));
    all.insert(all.end(), page.rows.begin(), page.rows.end());
    if (!page.next) return all;
    query.after = page.next;
  }
}

std::vector<std::string> idsOf(const std::vector<ThreadRecord>& threads) {
  std::vector<std::string> ids;
  for (const auto& thread : threads)
    ids.push_back(thread.threadId);
  return ids;
}

}  // namespace

class FlavoursTest : public QObject {
  Q_OBJECT

  std::string savers_, aegra_;
  Capabilities saversCan_, aegraCan_;

 private Q_SLOTS:
  void initTestCase() {
    savers_ = TestPostgres::instance().freshDatabase();
    TestPostgres::run(savers_, kManyThreads);
    saversCan_ = capabilitiesOf(savers_);
    aegra_ = TestPostgres::instance().freshDatabase();
    TestPostgres::run(aegra_, std::string(heddle::test::kAegraSchema) + heddle::test::kAegraRows);
    aegraCan_ = capabilitiesOf(aegra_);
  }

  void badges_data() {
    QTest::addColumn<QByteArray>("ddl");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("badge");
    const QByteArray official(heddle::test::kOfficialSchema);
    QTest::newRow("official") << official << QStringLiteral("official")
                              << QStringLiteral("Agent Server · schema 60");
    QTest::newRow("official, mid 2025")
        << official + heddle::test::kOfficialOlder << QStringLiteral("official")
        << QStringLiteral("Agent Server · schema 20");
    QTest::newRow("official, 0.12") << official + heddle::test::kOfficialNewer << QStringLiteral("official")
                                    << QStringLiteral("Agent Server · schema 62");
    const QByteArray newer = official + heddle::test::kOfficialNewer;
    QTest::newRow("official, with extensions")
        << newer + heddle::test::kOfficialExtensions << QStringLiteral("official")
        << QStringLiteral("Agent Server · schema 62");
    QTest::newRow("official, lite") << newer + heddle::test::kOfficialLite << QStringLiteral("official")
                                    << QStringLiteral("Agent Server · schema 62");
    QTest::newRow("aegra") << QByteArray(heddle::test::kAegraSchema) << QStringLiteral("aegra")
                           << QStringLiteral("Aegra · f1a2b3c4d5e6");
    QTest::newRow("python saver") << QByteArray(kManyThreads) << QStringLiteral("python-saver")
                                  << QStringLiteral("Python checkpointer · step 9");
    QTest::newRow("somebody's tables") << QByteArray("create table runs (id int, distance int)")
                                       << QStringLiteral("unknown") << QStringLiteral("Unknown schema");
    QTest::newRow("somebody's checkpoints") << QByteArray("create table checkpoints (epoch int, loss float)")
                                            << QStringLiteral("unknown") << QStringLiteral("Unknown schema");
    QTest::newRow("nothing") << QByteArray("select 1") << QStringLiteral("empty")
                             << QStringLiteral("Empty database");
  }
  void badges() {
    QFETCH(QByteArray, ddl);
    const auto uri = TestPostgres::instance().freshDatabase();
    TestPostgres::run(uri, ddl.toStdString());
    const auto can = capabilitiesOf(uri);
    QTEST(QString::fromStdString(std::string(word(can.flavour))), "word");
    QTEST(QString::fromStdString(badge(can)), "badge");
    QVERIFY(can.warnings.empty());
    for (const auto part :
         {Part::runs, Part::threads, Part::assistants, Part::crons, Part::store, Part::history}) {
      const auto sentence = absence(can, part);
      QVERIFY(sentence.empty() || sentence.ends_with('.') || sentence.ends_with(')'));
    }
    // Lists of every version can be asked.
    if (can.runs) rowsOf(uri, runsPageSql(can, {}).sql);
    if (can.threadList()) rowsOf(uri, threadsPageSql(can, {}).sql);
    if (can.assistants) rowsOf(uri, assistantsPageSql(can, {}).sql);
    if (can.checkpoints)
      rowsOf(uri, historySql(can, {"00000000-0000-0000-0000-000000000001", {}, {}, {}, 10}));
  }

  /// The lite variant has no extension, so nothing that is asked there may need one.
  void theLiteSchemaIsRead() {
    const auto uri = TestPostgres::instance().freshDatabase();
    TestPostgres::run(uri, std::string(heddle::test::kOfficialSchema) + heddle::test::kOfficialNewer +
                               heddle::test::kOfficialLite);
    const auto can = capabilitiesOf(uri);
    QVERIFY(can.flavour == Flavour::official);
    QCOMPARE(rowsOf(uri, "select 1 from pg_extension where extname <> 'plpgsql'").size(), std::size_t{0});
    const auto runs = walked(uri, can, RunQuery{}, runsPageSql, runsPageFrom);
    QCOMPARE(runs.size(), std::size_t{1});
    const auto parsed = readFilter(threadsSchema(), "meta.owner:ann status:interrupted has:values", &can);
    QVERIFY(parsed.errors.empty());
    ThreadQuery query;
    query.filter = parsed.filter;
    QCOMPARE(idsOf(walked(uri, can, query, threadsPageSql, threadsPageFrom)),
             std::vector<std::string>{"00000000-0000-0000-0000-000000000001"});
    query.filter = readFilter(threadsSchema(), "meta.owner:bob", &can).filter;
    QVERIFY(walked(uri, can, query, threadsPageSql, threadsPageFrom).empty());
    const auto history =
        rowsOf(uri, historySql(can, {"00000000-0000-0000-0000-000000000001", {}, {}, {}, 10}));
    QCOMPARE(history.size(), std::size_t{1});
    QCOMPARE(checkpointFrom(history.front()).step, std::optional<int>(1));
  }

  void savedThreadsComeOnceEach_data() {
    QTest::addColumn<bool>("falling");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("count");
    QTest::newRow("all, falling") << true << QString() << 200 << 3000;
    QTest::newRow("all, rising") << false << QString() << 77 << 3000;
    QTest::newRow("waiting") << true << QStringLiteral("interrupted") << 50 << 300;
    QTest::newRow("idle") << false << QStringLiteral("idle") << 200 << 2700;
    QTest::newRow("none") << true << QStringLiteral("error") << 50 << 0;
  }
  void savedThreadsComeOnceEach() {
    QFETCH(bool, falling);
    QFETCH(QString, status);
    QFETCH(int, limit);
    ThreadQuery query;
    query.order = falling ? Order::newestFirst : Order::oldestFirst;
    query.limit = limit;
    if (!status.isEmpty()) query.statuses = {status.toStdString()};
    const auto all = walked(savers_, saversCan_, query, threadsPageSql, threadsPageFrom);
    QTEST(static_cast<int>(all.size()), "count");
    for (std::size_t i = 1; i < all.size(); ++i)
      QVERIFY(falling ? all[i].threadId < all[i - 1].threadId : all[i].threadId > all[i - 1].threadId);
    for (const auto& thread : all) {
      QVERIFY(thread.createdAt > 0 && thread.updatedAt >= thread.createdAt);
      QVERIFY(status.isEmpty() || thread.status == status.toStdString());
    }
  }

  void filtersOfSavedThreads_data() {
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<int>("count");
    QTest::newRow("status") << QByteArray("status:interrupted") << 300;
    QTest::newRow("not that status") << QByteArray("-status:interrupted") << 2700;
    QTest::newRow("flag") << QByteArray("has:interrupt graph:g") << 300;
    QTest::newRow("graph of metadata") << QByteArray("meta.graph_id:g") << 2999;
    QTest::newRow("nothing") << QByteArray("graph:other") << 0;
    QTest::newRow("beginning of an id") << QByteArray("id:t0001") << 10;
    QTest::newRow("whole ids") << QByteArray("id:\"t00010\",\"t00011\",\"nowhere\"") << 2;
    QTest::newRow("whole ids of a status") << QByteArray("id:\"t00010\",\"t00011\" status:idle") << 1;
    QTest::newRow("a quoted beginning is no id") << QByteArray("id:\"t0001\"") << 0;
    QTest::newRow("any word") << QByteArray("g") << 2999;
  }
  void filtersOfSavedThreads() {
    QFETCH(QByteArray, filter);
    QFETCH(int, count);
    const auto parsed = readFilter(threadsSchema(), filter.toStdString(), &saversCan_);
    QVERIFY2(parsed.errors.empty(), parsed.errors.empty() ? "" : parsed.errors.front().sentence.c_str());
    for (const auto order : {Order::newestFirst, Order::oldestFirst}) {
      ThreadQuery query;
      query.filter = parsed.filter;
      query.order = order;
      query.limit = 70;
      const auto all = walked(savers_, saversCan_, query, threadsPageSql, threadsPageFrom);
      QCOMPARE(static_cast<int>(all.size()), count);
      for (const auto& row : rowsOf(savers_, threadsByIdSql(saversCan_, idsOf(all), query)))
        QVERIFY(rereadThreadFrom(row).matches);
      std::int64_t counted = 0;
      query.windowRows = 700;
      do {
        const auto sql = countStepSql(threadsSchema(), saversCan_, query);
        const auto step = countStepFrom(query, rowsOf(savers_, sql));
        counted += step.matching;
        query.after = step.next;
      } while (query.after);
      QCOMPARE(counted, std::int64_t{count});
    }
  }

  void whatIsNotKeptIsRefused_data() {
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<bool>("aegra");
    QTest::addColumn<QByteArray>("sentence");
    const auto row = [](const char* list, const char* filter, bool aegra, const char* sentence) {
      QTest::newRow(filter) << QByteArray(list) << QByteArray(filter) << aegra << QByteArray(sentence);
    };
    row("threads", "age:>5m", false, "This database does not tell the age of its threads.");
    row("threads", "sort:updated", false, "This database does not tell the updated of its threads.");
    row("threads", "size:>1kB", true, "This database does not tell the size of its threads.");
    row("threads", "has:values", true, "This database does not tell which of its threads have “values”.");
    row("runs", "multitask:reject", true, "This database does not tell the multitask of its runs.");
    row("runs", "meta.user:1", true, "This database does not tell the meta of its runs.");
    row("runs", "error:broke id:run-0 thread:\"thread-002\"", true, "");
    row("runs", "id:\"run-004\",run-00 has:error sort:-updated", true, "");
    row("threads", "assistant:fe096781-5601-53d2-b2f6-0d3403f7e9ca meta.graph_id:agent", true, "");
    row("assistants", "has:system id:fe09", true, "");
  }
  void whatIsNotKeptIsRefused() {
    QFETCH(QByteArray, list);
    QFETCH(QByteArray, filter);
    QFETCH(bool, aegra);
    QFETCH(QByteArray, sentence);
    const auto& can = aegra ? aegraCan_ : saversCan_;
    const auto& schema = *listSchema(list.toStdString());
    const auto parsed = readFilter(schema, filter.toStdString(), &can);
    QCOMPARE(QByteArray::fromStdString(parsed.errors.empty() ? "" : parsed.errors.front().sentence),
             sentence);
    if (!sentence.isEmpty()) return;
    ListQuery query;
    query.filter = parsed.filter;
    const auto statement = pageSql(schema, can, query);
    QVERIFY(!pageFrom(statement, rowsOf(aegra_, statement.sql), schema.json).rows.empty());
    rowsOf(aegra_, countStepSql(schema, can, query));
    QVERIFY(!rowsOf(aegra_, estimateSql(schema, can)).empty());
    rowsOf(aegra_, sampleSql(schema, can, list == "runs" ? "status" : "graph", {}));
  }

  void aLongThreadCostsNoMoreThanAShortOne() {
    ThreadQuery query;
    query.limit = 100;
    query.after = Key{0, "t01250"};
    const auto plan =
        rowsOf(savers_, "explain (analyze, costs off, timing off) " + threadsPageSql(saversCan_, query).sql);
    // One probe for each thread and each of its ends; a scan of all checkpoints would show 4,999 rows.
    for (const auto& row : plan) {
      const auto line = textAt(row, 0);
      QVERIFY2(line.find("Seq Scan on checkpoints") == std::string::npos, line.c_str());
      const auto rows = QString::fromStdString(line)
                            .section(QStringLiteral("actual rows="), 1)
                            .section(QLatin1Char(' '), 0, 0);
      QVERIFY2(rows.toInt() <= 101, line.c_str());
    }
  }

  void savedThreadsAreFoundById() {
    const auto rows = rowsOf(savers_, threadsByIdSql(saversCan_, {"t00010", "nowhere", "it's"}));
    QCOMPARE(rows.size(), std::size_t{1});
    const auto thread = threadFrom(rows.front());
    QCOMPARE(thread.status, std::string("interrupted"));
    QCOMPARE(thread.graphId, std::string("g"));
    const auto detail = rowsOf(savers_, threadDetailSql(saversCan_, "t00010"));
    QCOMPARE(threadDetailFrom(detail.at(0)).metadata, std::string("{\"graph_id\": \"g\"}"));
    QVERIFY(rowsOf(savers_, threadDetailSql(saversCan_, "nowhere")).empty());
    QCOMPARE(newerCountFrom(rowsOf(savers_, threadsBeyondSql(saversCan_, {}, {0, "t0"}))).count,
             std::int64_t{0});
  }

  void aegraIsListed() {
    RunQuery query;
    query.limit = 7;
    const auto runs = walked(aegra_, aegraCan_, query, runsPageSql, runsPageFrom);
    QCOMPARE(runs.size(), std::size_t{80});
    QCOMPARE(runs.front().runId, std::string("run-079"));
    QCOMPARE(runs.back().error, std::string("ValueError: it broke"));
    QCOMPARE(runs.front().assistantName, std::string("agent"));
    query.statuses = {"error"};
    QCOMPARE(walked(aegra_, aegraCan_, query, runsPageSql, runsPageFrom).size(), std::size_t{20});
    query = {};
    query.threadId = "thread-003";
    QCOMPARE(walked(aegra_, aegraCan_, query, runsPageSql, runsPageFrom).size(), std::size_t{2});
    ThreadQuery threads;
    threads.limit = 9;
    QCOMPARE(walked(aegra_, aegraCan_, threads, threadsPageSql, threadsPageFrom).size(), std::size_t{40});
    threads.statuses = {"interrupted"};
    QCOMPARE(walked(aegra_, aegraCan_, threads, threadsPageSql, threadsPageFrom).size(), std::size_t{4});
    const auto assistants =
        walked(aegra_, aegraCan_, AssistantQuery(), assistantsPageSql, assistantsPageFrom);
    QCOMPARE(assistants.size(), std::size_t{1});
    QVERIFY(assistants.front().isSystem);
    QCOMPARE(rowsOf(aegra_, assistantVersionsSql(aegraCan_, assistants.front().assistantId)).size(),
             std::size_t{1});
  }

  void aegraHasDetails() {
    const auto run = runDetailFrom(rowsOf(aegra_, runDetailSql(aegraCan_, "run-004")).at(0));
    QVERIFY2(run.kwargs.find("12345678901234567890") != std::string::npos, run.kwargs.c_str());
    QVERIFY(run.kwargs.find("hunter2") == std::string::npos);
    QCOMPARE(run.output, std::string("{\"out\": 1}"));
    QCOMPARE(run.error, std::string("\"ValueError: it broke\""));
    const auto thread = threadDetailFrom(rowsOf(aegra_, threadDetailSql(aegraCan_, "thread-010")).at(0));
    QCOMPARE(thread.row.graphId, std::string("agent"));
    QCOMPARE(thread.values, std::string("null"));
    QCOMPARE(rowsOf(aegra_, runsByIdSql(aegraCan_, {"run-001", "it's"})).size(), std::size_t{1});
    const auto summary = pendingSummaryFrom(rowsOf(aegra_, pendingSummarySql(aegraCan_)).at(0));
    QCOMPARE(summary.pending, std::int64_t{0});
    QVERIFY(
        newerCountFrom(
            rowsOf(aegra_,
                   runsBeyondSql(
                       aegraCan_, {},
                       runDetailFrom(rowsOf(aegra_, runDetailSql(aegraCan_, "run-070")).at(0)).row.key())))
            .count == 9);
  }

  void anyIdIsLookedFor_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<bool>("aegra");
    QTest::addColumn<QString>("kinds");
    QTest::newRow("thread of a saver") << QStringLiteral("t00010") << false << QStringLiteral("thread");
    QTest::newRow("none of a saver") << QStringLiteral("it's") << false << QString();
    QTest::newRow("run") << QStringLiteral("run-001") << true << QStringLiteral("run");
    QTest::newRow("assistant") << QStringLiteral("fe096781-5601-53d2-b2f6-0d3403f7e9ca") << true
                               << QStringLiteral("assistant");
  }
  void anyIdIsLookedFor() {
    QFETCH(QString, id);
    QFETCH(bool, aegra);
    QString kinds;
    const auto sql = findSql(aegra ? aegraCan_ : saversCan_, id.toStdString());
    for (const auto& row : rowsOf(aegra ? aegra_ : savers_, sql))
      kinds += QString::fromStdString(textAt(row, 0));
    QTEST(kinds, "kinds");
  }

  void savedTimes_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("micros");
    QTest::newRow("python") << QByteArray("2026-11-23T18:24:25.123456+00:00") << qint64{1795458265123456};
    QTest::newRow("javascript") << QByteArray("2026-11-23T18:24:25.123Z") << qint64{1795458265123000};
    QTest::newRow("east") << QByteArray("2026-11-23T20:24:25+02:00") << qint64{1795458265000000};
    QTest::newRow("west, no colon") << QByteArray("2026-11-23T13:24:25-0500") << qint64{1795458265000000};
    QTest::newRow("no such day") << QByteArray("2026-02-30T00:00:00Z") << qint64{0};
    QTest::newRow("cut") << QByteArray("2026-11-23T18") << qint64{0};
    QTest::newRow("more behind") << QByteArray("2026-11-23T18:24:25Zx") << qint64{0};
    QTest::newRow("nothing") << QByteArray() << qint64{0};
  }
  void savedTimes() {
    QFETCH(QByteArray, text);
    QTEST(static_cast<qint64>(timeOfIso(text.toStdString())), "micros");
  }
};

QTEST_GUILESS_MAIN(FlavoursTest)
#include "flavours_test.moc"
