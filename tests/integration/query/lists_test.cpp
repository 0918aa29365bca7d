// SPDX-License-Identifier: Apache-2.0
#include "backend/query/catalogue_sql.h"
#include "backend/query/checkpoint_sql.h"
#include "backend/query/cron_sql.h"
#include "backend/query/run_sql.h"
#include "backend/query/thread_sql.h"
#include "tests/integration/query/libpq_rows.h"
#include "tests/support/official_schema.h"
#include "tests/support/test_postgres.h"

#include <set>

#include <QtTest>

using namespace heddle::query;
using heddle::test::capabilitiesOf;
using heddle::test::rowsOf;
using heddle::test::TestPostgres;

namespace {

// 12,000 runs a millisecond apart over 3,000 threads: every 7th error, every 500th interrupted, the rest
// success.
const char* const kManyRuns =
    "insert into assistant (assistant_id, graph_id, name, metadata) values "
    "('00000000-0000-0000-0000-00000000aaaa', 'agent', 'Agent', '{\"created_by\": \"system\"}');"
    "insert into thread (thread_id, status, created_at, metadata) select ('10000000-0000-0000-0000-' || "
    "lpad(n::text, 12, '0'))::uuid,"
    " case when n % 10 = 0 then 'interrupted' else 'idle' end, '2026-01-01 00:00Z'::timestamptz + n * "
    "interval '1 s', '{\"graph_id\": \"agent\"}'"
    " from generate_series(0, 2999) n;"
    "insert into run (run_id, thread_id, assistant_id, status, kwargs, created_at) select "
    "('20000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,"
    " ('10000000-0000-0000-0000-' || lpad((n % 3000)::text, 12, '0'))::uuid, "
    "'00000000-0000-0000-0000-00000000aaaa',"
    " case when n % 500 = 0 then 'interrupted' when n % 7 = 0 then 'error' else 'success' end, '{\"input\": "
    "1}',"
    " '2026-01-01 00:00Z'::timestamptz + n * interval '1.000001 ms' from generate_series(0, 11999) n;";

// Ours: three pending heads, one leased, two waiting behind the leased one.
const char* const kLiveRuns =
    "insert into run (run_id, thread_id, assistant_id, status, kwargs, created_at) select "
    "('30000000-0000-0000-0000-00000000000' || n)::uuid,"
    " case when n >= 3 then '40000000-0000-0000-0000-000000000003' else "
    "'40000000-0000-0000-0000-00000000000' || n end::uuid,"
    " '00000000-0000-0000-0000-00000000aaaa', 'pending', '{}', '2026-02-01 00:00Z'::timestamptz + n * "
    "interval '1 s' from generate_series(0, 5) n;"
    "insert into heddle_run_slot (thread_id, kind, run_id, graph_id, leased, due_at, seq, owner, fence, "
    "attempt, previous_status, started_at)"
    " select ('40000000-0000-0000-0000-00000000000' || n)::uuid, 'run', "
    "('30000000-0000-0000-0000-00000000000' || n)::uuid, 'agent', n = 3, now(), n,"
    " case when n = 3 then 1 end, case when n = 3 then 7 else 0 end, case when n = 3 then 2 else 0 end, "
    "'idle',"
    " case when n = 3 then '2026-02-01 00:01Z'::timestamptz end from generate_series(0, 3) n;"
    "insert into heddle_run_wait (thread_id, due_at, seq, run_id) select "
    "'40000000-0000-0000-0000-000000000003', now(), n,"
    " ('30000000-0000-0000-0000-00000000000' || n)::uuid from generate_series(4, 5) n;";

// One of each.
const std::string kOne =
    "insert into assistant (assistant_id, graph_id, name) values ('00000000-0000-0000-0000-00000000aaaa', "
    "'agent', 'Agent');"
    "insert into thread (thread_id, metadata) values ('10000000-0000-0000-0000-000000000001', '{}');"
    "insert into run (run_id, thread_id, assistant_id, status, kwargs) values "
    "('20000000-0000-0000-0000-000000000001', '10000000-0000-0000-0000-000000000001', "
    "'00000000-0000-0000-0000-00000000aaaa', 'success', '{}');"
    "insert into cron (cron_id, assistant_id, schedule, payload) values "
    "('50000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000aaaa', '0 12 * * *', '{}');";

Page<RunRecord> page(const std::string& uri, const Capabilities& capabilities, const RunQuery& query) {
  const auto statement = runsPageSql(capabilities, query);
  return runsPageFrom(statement, rowsOf(uri, statement.sql));
}

/// Walks to the end; every window counts as a page.
std::vector<RunRecord> walk(const std::string& uri, const Capabilities& capabilities, RunQuery query) {
  std::vector<RunRecord> all;
  for (;;) {
    const auto next = page(uri, capabilities, query);
    all.insert(all.end(), next.rows.begin(), next.rows.end());
    if (!next.next) return all;
    query.after = next.next;
  }
}

}  // namespace

class ListsTest : public QObject {
  Q_OBJECT

  std::string ours_, official_;
  Capabilities oursCan_, officialCan_;

  const std::string& uri(bool official) const { return official ? official_ : ours_; }
  const Capabilities& can(bool official) const { return official ? officialCan_ : oursCan_; }

 private Q_SLOTS:
  void initTestCase() {
    ours_ = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(ours_, std::string(kManyRuns) + kLiveRuns);
    official_ = TestPostgres::instance().freshDatabase();
    TestPostgres::run(official_, std::string(heddle::test::kOfficialSchema) + kManyRuns);
    oursCan_ = capabilitiesOf(ours_);
    officialCan_ = capabilitiesOf(official_);
  }

  void schemasAreRecognised() {
    QCOMPARE(oursCan_.flavour, Flavour::heddle);
    QVERIFY(oursCan_.slots && oursCan_.heddleRun && oursCan_.taskPath && oursCan_.schemaVersion.has_value());
    QCOMPARE(officialCan_.flavour, Flavour::official);
    QCOMPARE(*officialCan_.schemaVersion, std::int64_t{60});
    QVERIFY(officialCan_.warnings.empty());
    QVERIFY(!officialCan_.taskPath && officialCan_.checkpointIdIsUuid);
    QCOMPARE(capabilitiesOf(TestPostgres::instance().freshDatabase()).flavour, Flavour::empty);
  }

  /// One of the three tables away, renamed or out of the login's sight: what it is stays known, and the
  /// others are read.
  void aMissingTableHidesNothingElse_data() {
    QTest::addColumn<QString>("table");
    for (const char* table : {"run", "thread", "assistant"})
      QTest::newRow(table) << QString::fromLatin1(table);
  }

  void aMissingTableHidesNothingElse() {
    QFETCH(QString, table);
    const auto uri = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(uri, kOne + ("alter table " + table.toStdString() + " rename to renamed"));
    const auto can = capabilitiesOf(uri);
    QCOMPARE(can.flavour, Flavour::heddle);
    QCOMPARE(can.warnings.size(), std::size_t{1});
    QVERIFY(can.warnings[0].starts_with("The table " + table.toStdString() + " is not there"));
    QCOMPARE(can.runs, table != u"run");
    QCOMPARE(can.threads, table != u"thread");
    QCOMPARE(can.assistants, table != u"assistant");
    if (can.runs) {
      QCOMPARE(page(uri, can, {}).rows.size(), std::size_t{1});
      QCOMPARE(rowsOf(uri, runDetailSql(can, "20000000-0000-0000-0000-000000000001")).size(), std::size_t{1});
    }
    for (const auto& [there, schema] :
         {std::pair(can.threads, &threadsSchema()), std::pair(can.assistants, &assistantsSchema()),
          std::pair(can.crons, &cronsSchema())}) {
      if (there) QCOMPARE(rowsOf(uri, pageSql(*schema, can, ListQuery()).sql).size(), std::size_t{1});
    }
    if (can.crons)
      QCOMPARE(rowsOf(uri, cronDetailSql(can, "50000000-0000-0000-0000-000000000001")).size(),
               std::size_t{1});
  }

  void everyRowComesOnce_data() {
    QTest::addColumn<bool>("official");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("count");
    QTest::newRow("ours, all") << false << QString() << 12006;
    QTest::newRow("ours, success") << false << QStringLiteral("success") << 10265;
    QTest::newRow("ours, error") << false << QStringLiteral("error") << 1711;
    QTest::newRow("ours, interrupted") << false << QStringLiteral("interrupted") << 24;
    QTest::newRow("ours, error and interrupted") << false << QStringLiteral("error interrupted") << 1735;
    QTest::newRow("ours, pending") << false << QStringLiteral("pending") << 5;
    QTest::newRow("ours, running") << false << QStringLiteral("running") << 1;
    QTest::newRow("ours, live") << false << QStringLiteral("pending running") << 6;
    QTest::newRow("ours, timeout") << false << QStringLiteral("timeout") << 0;
    QTest::newRow("ours, pending and success") << false << QStringLiteral("pending success") << 10270;
    QTest::newRow("official, all") << true << QString() << 12000;
    QTest::newRow("official, interrupted") << true << QStringLiteral("interrupted") << 24;
    QTest::newRow("official, pending") << true << QStringLiteral("pending") << 0;
    QTest::newRow("official, success") << true << QStringLiteral("success") << 10265;
  }

  void everyRowComesOnce() {
    QFETCH(bool, official);
    QFETCH(QString, status);
    QFETCH(int, count);
    RunQuery query;
    query.limit = 1000;
    for (const auto& word : status.split(QLatin1Char(' '), Qt::SkipEmptyParts))
      query.statuses.push_back(word.toStdString());
    const auto newest = walk(uri(official), can(official), query);
    QCOMPARE(static_cast<int>(newest.size()), count);
    for (std::size_t i = 1; i < newest.size(); ++i)
      QVERIFY(newest[i].key() < newest[i - 1].key());
    if (!status.isEmpty()) {
      for (const auto& row : newest)
        QVERIFY(status.contains(QString::fromStdString(row.status)));
    }
    query.order = Order::oldestFirst;
    auto oldest = walk(uri(official), can(official), query);
    std::reverse(oldest.begin(), oldest.end());
    QVERIFY(oldest == newest);
  }

  void oneThreadAndOneAssistant() {
    RunQuery query;
    query.threadId = "10000000-0000-0000-0000-000000000007";
    for (const bool official : {false, true})
      QCOMPARE(walk(uri(official), can(official), query).size(), std::size_t{4});
    query.statuses = {"error"};
    for (const bool official : {false, true})
      QCOMPARE(walk(uri(official), can(official), query).size(), std::size_t{1});
    query = {};
    query.assistantId = "00000000-0000-0000-0000-00000000aaaa";
    query.limit = 1000;
    QCOMPARE(walk(ours_, oursCan_, query).size(), std::size_t{12006});
    QCOMPARE(walk(official_, officialCan_, query).size(), std::size_t{12000});
    query.assistantId = "00000000-0000-0000-0000-00000000bbbb";
    QVERIFY(walk(ours_, oursCan_, query).empty());
    QVERIFY(walk(official_, officialCan_, query).empty());
  }

  void rowsTellWhatTheSlotKnows() {
    const auto rows =
        rowsOf(ours_, runsByIdSql(oursCan_, {"30000000-0000-0000-0000-000000000003", "not an id"}));
    QCOMPARE(rows.size(), std::size_t{1});
    const auto run = runFrom(rows.front());
    QCOMPARE(run.status, std::string("running"));
    QCOMPARE(run.attempt, 2);
    QCOMPARE(run.assistantName, std::string("Agent"));
    QCOMPARE(run.graphId, std::string("agent"));
    QCOMPARE(run.startedAt.value_or(0) - run.createdAt, Micros{57'000'000});
  }

  void newerRowsAreCounted() {
    for (const bool official : {false, true}) {
      RunQuery query;
      query.limit = 200;
      auto first = page(uri(official), can(official), query);
      const auto beyond = [&](const Key& top) {
        return newerCountFrom(rowsOf(uri(official), runsBeyondSql(can(official), query, top)));
      };
      QCOMPARE(beyond(first.rows.front().key()).count, std::int64_t{0});
      QCOMPARE(beyond(first.rows[12].key()).count, std::int64_t{12});
      QVERIFY(!beyond(first.rows[12].key()).atLeast);
      const auto far = beyond({0, "00000000-0000-0000-0000-000000000000"});
      QCOMPARE(far.count, std::int64_t{kCountBound});
      QVERIFY(far.atLeast);
      query.statuses = {"success"};
      first = page(uri(official), can(official), query);
      QCOMPARE(beyond(first.rows[12].key()).count, std::int64_t{12});
    }
  }

  void pendingIsSummed() {
    const auto ours = pendingSummaryFrom(rowsOf(ours_, pendingSummarySql(oursCan_)).front());
    QCOMPARE(ours.pending, std::int64_t{5});
    QCOMPARE(ours.running, std::int64_t{1});
    QCOMPARE(timestampLiteral(ours.oldestPending.value_or(0)),
             std::string("'2026-02-01 00:00:00.000000+00'::timestamptz"));
    QVERIFY(ours.databaseTime > ours.oldestPending.value_or(0));
    const auto official = pendingSummaryFrom(rowsOf(official_, pendingSummarySql(officialCan_)).front());
    QCOMPARE(official.pending, std::int64_t{0});
    QVERIFY(!official.oldestPending.has_value());
  }

  void detailsCarryJson() {
    for (const bool official : {false, true}) {
      const auto rows =
          rowsOf(uri(official), runDetailSql(can(official), "20000000-0000-0000-0000-000000000014"));
      QCOMPARE(rows.size(), std::size_t{1});
      const auto detail = runDetailFrom(rows.front());
      QCOMPARE(detail.kwargs, std::string("{\"input\": 1}"));
      QCOMPARE(detail.row.status, std::string("error"));
      QCOMPARE(detail.waitingBehind, std::int64_t{-1});
      QVERIFY(!detail.truncated);
    }
    const auto waiting = rowsOf(ours_, runDetailSql(oursCan_, "30000000-0000-0000-0000-000000000005"));
    QCOMPARE(runDetailFrom(waiting.front()).waitingBehind, std::int64_t{2});
    QVERIFY(rowsOf(ours_, runDetailSql(oursCan_, "99999999-0000-0000-0000-000000000005")).empty());
  }

  void threadsAreListed() {
    for (const bool official : {false, true}) {
      ThreadQuery query;
      query.limit = 700;
      std::vector<ThreadRecord> all;
      do {
        const auto statement = threadsPageSql(can(official), query);
        const auto next = threadsPageFrom(statement, rowsOf(uri(official), statement.sql));
        all.insert(all.end(), next.rows.begin(), next.rows.end());
        query.after = next.next;
      } while (query.after);
      QCOMPARE(all.size(), std::size_t{3000});
      QCOMPARE(all.front().graphId, std::string("agent"));
      QVERIFY(std::is_sorted(all.rbegin(), all.rend(),
                             [](const auto& a, const auto& b) { return a.key() < b.key(); }));
      query.statuses = {"interrupted", "busy"};
      query.limit = 1000;
      const auto statement = threadsPageSql(can(official), query);
      QCOMPARE(threadsPageFrom(statement, rowsOf(uri(official), statement.sql)).rows.size(),
               std::size_t{300});
      const auto beyond =
          newerCountFrom(rowsOf(uri(official), threadsBeyondSql(can(official), query, all[50].key())));
      QCOMPARE(beyond.count, std::int64_t{5});
      const auto detail = rowsOf(uri(official), threadDetailSql(can(official), all.front().threadId));
      QCOMPARE(threadDetailFrom(detail.front()).row, all.front());
      QCOMPARE(
          rowsOf(uri(official), threadsByIdSql(can(official), {all[1].threadId, all[2].threadId})).size(),
          std::size_t{2});
    }
  }

  void assistantsAreListed() {
    for (const bool official : {false, true}) {
      const auto statement = assistantsPageSql(can(official), {});
      const auto rows = assistantsPageFrom(statement, rowsOf(uri(official), statement.sql)).rows;
      QCOMPARE(rows.size(), std::size_t{1});
      QVERIFY(rows.front().isSystem);
      const auto detail = assistantDetailFrom(
          rowsOf(uri(official), assistantDetailSql(can(official), rows.front().assistantId)).front());
      QCOMPARE(detail.row, rows.front());
      QCOMPARE(detail.context, std::string("{}"));
      QVERIFY(rowsOf(uri(official), assistantVersionsSql(can(official), rows.front().assistantId)).empty());
    }
  }

  void checkpointsAreListed() {
    const std::string thread = "10000000-0000-0000-0000-000000000007";
    for (const bool official : {false, true}) {
      const std::string text = official ? "" : "::text";
      TestPostgres::run(uri(official),
                        "insert into checkpoints (thread_id, checkpoint_id, checkpoint, metadata) select '" +
                            thread + "', ('1f1e76e8-e75a-620e-9694-00000000000' || n)::uuid" + text +
                            ", '{\"v\": 4, \"channel_versions\": {\"a\": \"1\", \"b\": \"2\"}}', "
                            "jsonb_build_object('source', 'loop', 'step', n)"
                            " from generate_series(0, 4) n;"
                            "insert into checkpoint_blobs values ('" +
                            thread + "', '', 'a', '1', 'json', '1'), ('" + thread +
                            "', '', 'a', '9', 'json', '9'), ('" + thread +
                            "', '', 'b', '2', 'empty', null);"
                            "insert into checkpoint_writes (thread_id, checkpoint_id, task_id, idx, channel, "
                            "type, blob) values ('" +
                            thread +
                            "', '1f1e76e8-e75a-620e-9694-000000000004', "
                            "'00000000-0000-0000-0000-000000000001', -3, '__interrupt__', 'json', '[1]')");
      HistoryQuery query{thread, std::nullopt, {}, std::nullopt, 3};
      const auto rows = rowsOf(uri(official), historySql(can(official), query));
      QCOMPARE(rows.size(), std::size_t{3});
      const auto newest = checkpointFrom(rows.front());
      QCOMPARE(newest.step.value_or(-9), 4);
      QCOMPARE(newest.interrupts, 1);
      QVERIFY(newest.createdAt > 0);
      query.beforeId = checkpointFrom(rows.back()).checkpointId;
      QCOMPARE(rowsOf(uri(official), historySql(can(official), query)).size(), std::size_t{2});
      const auto blobs =
          rowsOf(uri(official), checkpointBlobsSql(can(official), thread, "", newest.checkpointId));
      QCOMPARE(blobs.size(), std::size_t{2});
      QCOMPARE(blobFrom(blobs.front()).size, std::int64_t{1});
      QVERIFY(!blobFrom(blobs.back()).blob.has_value());
      QCOMPARE(
          rowsOf(uri(official), checkpointWritesSql(can(official), thread, "", newest.checkpointId)).size(),
          std::size_t{1});
      const auto head = rowsOf(uri(official), checkpointSql(can(official), thread, "", "")).front();
      QCOMPARE(checkpointFrom(head), newest);
      QVERIFY(checkpointJsonFrom(head).first.starts_with('{'));
    }
  }

  void rawTablesAreWalked() {
    const TableRecord table{"public", "run", "table", -1, 0};
    const auto columns = rowsOf(official_, columnsSql(table));
    QCOMPARE(columns.size(), std::size_t{9});
    std::set<std::string> seen;
    std::string after;
    do {
      const auto raw = rawPageFrom(table, columns, rowsOf(official_, rawRowsSql(table, columns, after)));
      for (const auto& row : raw.rows)
        seen.insert(row.front().value_or(""));
      after = raw.next;
    } while (!after.empty());
    QCOMPARE(seen.size(), std::size_t{12000});
    bool foundView = false;
    for (const auto& row : rowsOf(ours_, tablesSql()))
      foundView |= tableFrom(row).kind == "view";
    QVERIFY(foundView);
    const TableRecord blobs{"public", "checkpoint_blobs", "partitioned table", -1, 0};
    const auto blobColumns = rowsOf(ours_, columnsSql(blobs));
    QVERIFY(rawPageFrom(blobs, blobColumns, rowsOf(ours_, rawRowsSql(blobs, blobColumns, ""))).next.empty());
  }

  void idsAreFound_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("kind");
    QTest::newRow("run") << QStringLiteral("20000000-0000-0000-0000-000000000014")
                         << static_cast<int>(ObjectKind::run);
    QTest::newRow("thread, capitals, no dashes")
        << QStringLiteral("10000000000000000000000000000007") << static_cast<int>(ObjectKind::thread);
    QTest::newRow("assistant") << QStringLiteral("00000000-0000-0000-0000-00000000AAAA")
                               << static_cast<int>(ObjectKind::assistant);
    QTest::newRow("nothing") << QStringLiteral("99999999-0000-0000-0000-000000000000") << -1;
  }

  void idsAreFound() {
    QFETCH(QString, id);
    QFETCH(int, kind);
    for (const bool official : {false, true}) {
      const auto rows = rowsOf(uri(official), findSql(can(official), id.toStdString()));
      QCOMPARE(rows.size(), std::size_t(kind < 0 ? 0 : 1));
      if (kind >= 0) QCOMPARE(static_cast<int>(foundFrom(rows.front()).kind), kind);
    }
  }

  void listsUseTheirIndexes() {
    TestPostgres::run(ours_, "analyze");
    const auto plan = [&](const RunQuery& query) {
      std::string text;
      for (const auto& row : rowsOf(ours_, "explain " + runsPageSql(oursCan_, query).sql))
        text += textAt(row, 0) + "\n";
      return QString::fromStdString(text);
    };
    RunQuery query;
    query.limit = 50;
    QVERIFY2(plan(query).contains(QStringLiteral("run_created_idx")), qPrintable(plan(query)));
    QVERIFY2(!plan(query).contains(QStringLiteral("Seq Scan on run ")), qPrintable(plan(query)));
    query.statuses = {"interrupted"};
    QVERIFY2(plan(query).contains(QStringLiteral("run_unlucky_idx")), qPrintable(plan(query)));
    query.statuses = {"success"};
    QVERIFY2(plan(query).contains(QStringLiteral("run_created_idx")), qPrintable(plan(query)));
  }
};

QTEST_APPLESS_MAIN(ListsTest)
#include "lists_test.moc"
