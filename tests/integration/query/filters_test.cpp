// SPDX-License-Identifier: Apache-2.0
// What a filter finds, on our schema and on a foreign one: the pages together hold exactly the rows that
// plain SQL finds, in order and each once, and no statement may look at more than its bound.
#include "backend/query/cron_sql.h"
#include "backend/query/filter/condition.h"
#include "backend/query/run_sql.h"
#include "backend/query/thread_sql.h"
#include "tests/integration/query/libpq_rows.h"
#include "tests/support/official_schema.h"
#include "tests/support/test_postgres.h"

#include <random>
#include <set>

#include <QtTest>

using namespace heddle::query;
using heddle::test::capabilitiesOf;
using heddle::test::rowsOf;
using heddle::test::TestPostgres;

namespace {

// 13,000 runs a second apart over 3,000 threads and 3 assistants; 9,000 threads more without a run.
const char* const kRows =
    "insert into assistant (assistant_id, graph_id, name, metadata, description) select "
    "('00000000-0000-0000-0000-00000000000' || n)::uuid, case n when 0 then 'agent' else 'chat' end, "
    "'Name ' || n, case when n = 0 then '{\"created_by\": \"system\"}' else '{}' end::jsonb, 'about ' || n "
    "from generate_series(0, 2) n;"
    "insert into thread (thread_id, status, created_at, updated_at, metadata, \"values\", interrupts) select "
    "('10000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, case when n % 1000 = 0 then 'interrupted' "
    "when n % 5 = 0 then 'error' else 'idle' end, "
    "'2026-01-01 00:00Z'::timestamptz + n * interval '1 s', '2026-02-01 00:00Z'::timestamptz - n * interval "
    "'1 s', "
    "jsonb_build_object('graph_id', case when n % 2 = 0 then 'agent' else 'chat' end, 'user', "
    "jsonb_build_object('id', "
    "n % 3000), 'plan', case when n % 4000 = 7 then 'gold' else 'free' end, 'tags', jsonb_build_array('t' || "
    "n % 10)), "
    "case when n % 6000 = 0 then to_jsonb(repeat(md5(n::text), 400)) end, "
    "case when n % 1000 = 0 then '{\"t\": [1]}' else '{}' end::jsonb from generate_series(0, 11999) n;"
    "insert into run (run_id, thread_id, assistant_id, status, kwargs, metadata, created_at) select "
    "('20000000-0000-0000-' || lpad(n::text, 4, '0') || '-' || lpad((n % 97)::text, 12, '0'))::uuid, "
    "('10000000-0000-0000-0000-' || lpad((n % 3000)::text, 12, '0'))::uuid, "
    "('00000000-0000-0000-0000-00000000000' || n % 3)::uuid, "
    "case when n % 500 = 0 then 'interrupted' when n % 7 = 0 then 'error' else 'success' end, '{\"input\": "
    "1}', "
    "jsonb_build_object('n', n, 'team', 'team ' || n % 5, 'on', n % 2 = 0), "
    "'2026-01-01 00:00Z'::timestamptz + n * interval '1 s' from generate_series(0, 9999) n;";

// Ours: times and errors of every run, two live slots of which one is orphaned, one waiting behind.
const char* const kOurRows =
    "insert into heddle_run (run_id, graph_id, error, attempt, started_at, ended_at) select run_id, 'agent', "
    "case when status = 'error' then jsonb_build_object('error', 'ValueError', 'message', 'bad thing ' || "
    "(metadata->>'n')) end, 1 + ((metadata->>'n')::int % 11 = 0)::int, created_at + interval '5 ms', "
    "created_at + "
    "((metadata->>'n')::int % 1000) * interval '1 ms' + interval '5 ms' from run;"
    "insert into heddle_replica (lease_until) values (now() + interval '1 hour'), (now() - interval '1 "
    "hour');"
    "insert into run (run_id, thread_id, assistant_id, status, kwargs, created_at) select "
    "('30000000-0000-0000-0000-00000000000' || n)::uuid, ('40000000-0000-0000-0000-00000000000' || n)::uuid, "
    "'00000000-0000-0000-0000-000000000000', 'pending', '{}', now() - n * interval '1 minute' from "
    "generate_series(1, 4) n;"
    "insert into heddle_run_slot (thread_id, kind, run_id, graph_id, leased, due_at, seq, owner, fence, "
    "attempt, "
    "previous_status, started_at) select ('40000000-0000-0000-0000-00000000000' || n)::uuid, 'run', "
    "('30000000-0000-0000-0000-00000000000' || n)::uuid, 'agent', n < 3, now(), n, case when n < 3 then n "
    "end, "
    "case when n < 3 then 7 else 0 end, 1, 'idle', case when n < 3 then now() - interval '30 s' end from "
    "generate_series(1, 3) n;"
    "insert into heddle_run_wait (thread_id, due_at, seq, run_id) values "
    "('40000000-0000-0000-0000-000000000003', now(), "
    "9, '30000000-0000-0000-0000-000000000004')";

// Forty crons: every fourth on a thread, every tenth with an end; the schedule's minute is the number.
const char* const kCrons =
    "insert into cron (cron_id, assistant_id, thread_id, schedule, next_run_date, end_time, payload, "
    "created_at) "
    "select ('50000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, "
    "('00000000-0000-0000-0000-00000000000' "
    "|| n % 3)::uuid, case when n % 4 = 0 then '10000000-0000-0000-0000-000000000001'::uuid end, n || ' 9 * "
    "* *', "
    "'2026-01-01 00:00Z'::timestamptz + n * interval '1 h', case when n % 10 = 0 then '2027-01-01 "
    "00:00Z'::timestamptz end, jsonb_build_object('input', jsonb_build_object('n', n)), '2026-01-01 "
    "00:00Z'::timestamptz + n * interval '1 s' from generate_series(0, 39) n;";
const char* const kOurCrons =
    "update cron set enabled = false, next_run_date = null where schedule like '7 %';"
    "update cron set timezone = 'Europe/Berlin' where schedule like '5 %';"
    "insert into heddle_cron_fire (cron_id, fire_at, run_id) select "
    "'50000000-0000-0000-0000-000000000003', '2026-01-01 00:00Z'::timestamptz + n * interval '1 d', "
    "case n when 1 then '20000000-0000-0000-0007-000000000007' else '20000000-0000-0000-0014-000000000014' "
    "end::uuid "
    "from generate_series(1, 2) n;";

struct Found {
  std::vector<std::string> ids;
  int statements = 0;
};

class Lists {
 public:
  explicit Lists(const std::string& uri)
      : uri_(uri), can_(capabilitiesOf(uri)), connection_(PQconnectdb(uri.c_str()), PQfinish) {}

  const Capabilities& can() const { return can_; }
  const std::string& uri() const { return uri_; }

  ListQuery query(const ListSchema& schema, const std::string& text, int limit = 300) const {
    const auto parsed = readFilter(schema, text, &can_);
    if (!parsed.errors.empty()) throw std::runtime_error(parsed.errors.front().sentence);
    ListQuery query;
    query.filter = parsed.filter;
    query.limit = limit;
    query.windowRows = 2500;
    return query;
  }

  Found walk(const ListSchema& schema, ListQuery query) const {
    Found found;
    for (;;) {
      const auto statement = pageSql(schema, can_, query);
      const auto page = pageFrom(statement, rowsOf(connection_.get(), statement.sql),
                                 [](const Row& row) { return textAt(row, 0); });
      found.ids.insert(found.ids.end(), page.rows.begin(), page.rows.end());
      ++found.statements;
      if (!page.next || found.statements > 200) return found;
      query.after = page.next;
    }
  }

  std::vector<std::string> plain(const std::string& sql) const {
    std::vector<std::string> ids;
    for (const auto& row : rowsOf(connection_.get(), sql))
      ids.push_back(textAt(row, 0));
    return ids;
  }

  std::int64_t countedAtOnce(const ListSchema& schema, const ListQuery& query) const {
    return microsAt(rowsOf(connection_.get(), countMatchingSql(schema, can_, query)).at(0), 0).value();
  }

  std::int64_t counted(const ListSchema& schema, ListQuery query) const {
    std::int64_t sum = 0;
    for (;;) {
      const auto step = countStepFrom(query, rowsOf(connection_.get(), countStepSql(schema, can_, query)));
      sum += step.matching;
      if (!step.next) return sum;
      query.after = step.next;
    }
  }

 private:
  std::string uri_;
  Capabilities can_;
  heddle::test::LibpqConnection connection_;
};

}  // namespace

class FiltersTest : public QObject {
  Q_OBJECT

  std::unique_ptr<Lists> ours_, official_;

  /// The filter finds what `condition` finds in plain SQL, in order; on both schemas when `both`.
  void compare(const ListSchema& schema, const QString& filter, const QString& condition, bool both) {
    for (const auto* lists : {ours_.get(), official_.get()}) {
      if (lists == official_.get() && !both) continue;
      const auto query = lists->query(schema, filter.toStdString());
      const auto found = lists->walk(schema, query);
      const std::string a(schema.alias), id = a + "." + std::string(schema.idColumn);
      const auto joins = schema.joinsSql(lists->can());
      const auto expected = lists->plain("select " + id + "::text from " + std::string(schema.table) + " " +
                                         a + joins + " where " + condition.toStdString() + " order by " + a +
                                         ".created_at desc, " + id + " desc");
      QVERIFY2(!expected.empty() || condition == QLatin1String("false"), "the example finds nothing");
      QCOMPARE(found.ids.size(), expected.size());
      QVERIFY(found.ids == expected);
      QCOMPARE(lists->counted(schema, query), static_cast<std::int64_t>(expected.size()));
      QCOMPARE(lists->countedAtOnce(schema, query), static_cast<std::int64_t>(expected.size()));
    }
  }

 private Q_SLOTS:
  void initTestCase() {
    const auto ours = TestPostgres::instance().migratedDatabase();
    TestPostgres::run(ours, std::string(kRows) + kOurRows + ";" + kCrons + kOurCrons + "analyze");
    const auto official = TestPostgres::instance().freshDatabase();
    TestPostgres::run(official, std::string(heddle::test::kOfficialSchema) +
                                    "create index on thread using gin (metadata jsonb_path_ops);" + kRows +
                                    kCrons + "analyze");
    ours_ = std::make_unique<Lists>(ours);
    official_ = std::make_unique<Lists>(official);
  }

  void runs_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("condition");
    QTest::addColumn<bool>("both");
    const auto row = [](const char* filter, const char* condition, bool both = true) {
      QTest::newRow(filter) << QString(filter) << QString(condition) << both;
    };
    row("", "true");
    row("status:error", "r.status = 'error'");
    row("-status:success", "r.status <> 'success'");
    row("-status:error", "r.status <> 'error'");
    row("status:error,success", "r.status in ('error', 'success')");
    row("status:error status:interrupted", "false");
    row("status:running", "s.run_id is not null", false);
    row("status:pending", "r.status = 'pending' and s.run_id is null", false);
    row("status:pending,running,error", "r.status in ('pending', 'error')", false);
    row("status:error meta.team:\"team 3\"", "r.status = 'error' and r.metadata->>'team' = 'team 3'");
    row("-meta.team:\"team 3\"", "r.metadata->>'team' is distinct from 'team 3'");
    row("meta.n:4711", "r.metadata->>'n' = '4711'");
    row("meta.n:\"4711\"", "false");
    row("meta.on:true meta.n:<100", "r.metadata->'on' = 'true' and (r.metadata->>'n')::int < 100");
    row("meta.n:9990..", "(r.metadata->>'n')::int >= 9990");
    row("meta.n:5..7", "(r.metadata->>'n')::int between 5 and 7");
    row("meta.team:~^TEAM.[12]$", "r.metadata->>'team' in ('team 1', 'team 2')");
    row("has:meta.team status:interrupted", "r.status = 'interrupted' and r.metadata ? 'team'");
    row("-has:meta.team", "not r.metadata ? 'team'", false);
    row("id:20000000-0000-0000-0042", "r.run_id::text like '20000000-0000-0000-0042%'");
    row("id:20000000-0000-0000-00", "r.run_id::text like '20000000-0000-0000-00%'");
    row("id:2000", "r.run_id::text like '2000%'");
    row("thread:10000000-0000-0000-0000-000000000007",
        "r.thread_id = '10000000-0000-0000-0000-000000000007'");
    row("thread:10000000-0000-0000-0000-000000000007,10000000-0000-0000-0000-000000000008 status:error",
        "r.thread_id in ('10000000-0000-0000-0000-000000000007', '10000000-0000-0000-0000-000000000008') and "
        "r.status = "
        "'error'");
    row("thread:100000000000000000000000000000",
        "r.thread_id::text like '10000000-0000-0000-0000-0000000000__'");
    row("assistant:00000000-0000-0000-0000-000000000001",
        "r.assistant_id = '00000000-0000-0000-0000-000000000001'");
    row("assistant:00000000-0000-0000-0000-000000000001 status:error",
        "r.assistant_id = '00000000-0000-0000-0000-000000000001' and r.status = 'error'");
    row("assistant:\"name 2\"", "a.name = 'Name 2'");
    row("assistant:AGENT status:error", "r.status = 'error'", false);
    row("created:2026-01-01T01",
        "r.created_at >= '2026-01-01 01:00Z' and r.created_at < '2026-01-01 02:00Z'");
    row("created:>2026-01-01T01:00", "r.created_at >= '2026-01-01 01:01Z'");
    row("created:>=2026-01-01T01:00", "r.created_at >= '2026-01-01 01:00Z'");
    row("created:..2026-01-01T00:30 status:error",
        "r.created_at < '2026-01-01 00:31Z' and r.status = 'error'");
    row("created:2026-01-01T00,2026-01-01T02",
        "extract(hour from r.created_at at time zone 'UTC') in (0, 2) and r.created_at < '2026-01-02'");
    row("-created:2026-01-01", "r.created_at >= '2026-01-02 00:00Z'", false);
    row("age:<2m30s", "r.created_at > now() - interval '150 s'", false);
    row("age:>1d", "r.created_at < now() - interval '1 day'");
    row("age:1m30s..10m",
        "r.created_at <= now() - interval '90 s' and r.created_at >= now() - interval '10 min'", false);
    row("attempt:>1", "coalesce(s.attempt, h.attempt) > 1", false);
    row("duration:>990ms", "h.ended_at - h.started_at > interval '990 ms' or s.run_id is not null", false);
    row("wait:<=5ms", "h.started_at - r.created_at <= interval '5 ms'", false);
    row("error:\"bad thing 77\"", "h.error->>'message' like 'bad thing 77%'", false);
    row("error:~\"thing 7+$\"", "h.error->>'message' ~ 'thing 7+$'", false);
    row("-error:bad status:error", "false", false);
    row("error:~THING.77$", "h.error->>'message' ~* 'thing.77$'", false);
    row("created:<=2026-01-01T00:30", "r.created_at < '2026-01-01 00:31Z'");
    row("attempt:2..2", "coalesce(s.attempt, h.attempt) = 2", false);
    row("attempt:>=2", "coalesce(s.attempt, h.attempt) = 2", false);
    row("attempt:<2", "coalesce(s.attempt, h.attempt) = 1", false);
    row("-attempt:>1", "coalesce(s.attempt, h.attempt, 0) < 2", false);
    row("assistant:~00000000-0000-0000-0000-000000000001", "false");
    row("meta.team:<5", "false");
    row("has:error", "h.error is not null", false);
    row("has:orphan", "r.run_id = '30000000-0000-0000-0000-000000000002'", false);
    row("has:blocker", "r.run_id = '30000000-0000-0000-0000-000000000004'", false);
    row("has:interrupt", "r.thread_id::text like '%000'");
    row("size:>1kB", "false");
    row("multitask:reject status:interrupted", "r.status = 'interrupted'");
    row("10000000-0000-0000-0000-000000000007", "r.thread_id = '10000000-0000-0000-0000-000000000007'");
    row("\"thing 77\"", "h.error->>'message' like '%thing 77%'", false);
  }

  void runs() {
    QFETCH(QString, filter);
    QFETCH(QString, condition);
    QFETCH(bool, both);
    compare(runsSchema(), filter, condition, both);
  }

  void threads_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("condition");
    QTest::addColumn<bool>("both");
    const auto row = [](const char* filter, const char* condition, bool both = true) {
      QTest::newRow(filter) << QString(filter) << QString(condition) << both;
    };
    row("status:interrupted,error", "t.status in ('interrupted', 'error')");
    row("graph:agent", "t.metadata->>'graph_id' = 'agent'");
    row("meta.plan:gold", "t.metadata->>'plan' = 'gold'");
    row("meta.plan:gold status:idle", "t.metadata->>'plan' = 'gold' and t.status = 'idle'");
    row("meta.plan:free", "t.metadata->>'plan' = 'free'");
    row("meta.plan:free -status:idle", "t.metadata->>'plan' = 'free' and t.status <> 'idle'");
    row("meta.user.id:42", "t.metadata->'user'->>'id' = '42'");
    row("meta.user.id:42,43", "t.metadata->'user'->>'id' in ('42', '43')");
    row("tag:t3 status:error,interrupted", "false");
    row("tag:t5", "t.metadata->'tags' ? 't5'");
    row("meta.tags:t5", "t.metadata->'tags' ? 't5'");
    row("-tag:t5", "not t.metadata->'tags' ? 't5'");
    row("size:>100", "pg_column_size(t.\"values\") > 100");
    row("has:interrupt", "t.interrupts <> '{}'");
    row("idle:>1h", "true");
    row("status:idle -has:run", "t.status = 'idle'");
    row("id:10000000-0000-0000-0000-00000000001",
        "t.thread_id::text like '10000000-0000-0000-0000-00000000001%'");
    row("updated:2026-01-31T23:59",
        "t.updated_at >= '2026-01-31 23:59Z' and t.updated_at < '2026-02-01 00:00Z'");
  }
  void threads() { runsOf(threadsSchema()); }

  void assistants() {
    compare(assistantsSchema(), QStringLiteral("graph:chat"), QStringLiteral("a.graph_id = 'chat'"), true);
    compare(assistantsSchema(), QStringLiteral("has:system"), QStringLiteral("a.name = 'Name 0'"), true);
    compare(assistantsSchema(), QStringLiteral("about"), QStringLiteral("true"), true);
    compare(assistantsSchema(), QStringLiteral("version:1"), QStringLiteral("true"), true);
  }

  void crons_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("condition");
    QTest::addColumn<bool>("both");
    const auto row = [](const char* filter, const char* condition, bool both = true) {
      QTest::newRow(filter) << QString(filter) << QString(condition) << both;
    };
    row("", "true");
    row("has:thread", "c.thread_id is not null");
    row("-has:thread has:end", "c.thread_id is null and c.end_time is not null");
    row("assistant:\"Name 1\"", "a.name = 'Name 1'");
    row("graph:agent", "a.graph_id = 'agent'");
    row("payload.input.n:>=35", "(c.payload#>>'{input,n}')::int >= 35");
    row("next:2026-01-01T05:00..2026-01-01T07:00",
        "c.next_run_date between '2026-01-01 05:00Z' and '2026-01-01 07:00Z'");
    row("schedule:\"12 9\"", "c.schedule like '12 9%'");
    row("has:paused", "not c.enabled", false);
    row("zone:Europe/Berlin", "c.timezone = 'Europe/Berlin'", false);
    row("-has:next", "c.next_run_date is null", false);
    row("result:error,success", "l.status is not null", false);
    row("has:run", "c.schedule like '3 %'", false);
    row("last:2026-01-03", "c.schedule like '3 %'", false);
  }
  void crons() { runsOf(cronsSchema()); }

  /// The last fire is the newest, however many there were.
  void aCronTellsItsLastFire() {
    const auto query = ours_->query(cronsSchema(), "has:run");
    const auto statement = pageSql(cronsSchema(), ours_->can(), query);
    const auto page = pageFrom(statement, rowsOf(ours_->uri(), statement.sql), cronFrom);
    QCOMPARE(page.rows.size(), std::size_t{1});
    QCOMPARE(page.rows[0].lastRunId, std::string("20000000-0000-0000-0014-000000000014"));
    QVERIFY(page.rows[0].lastFire && page.rows[0].lastStatus == "error");
    QVERIFY(page.rows[0].enabled.value_or(false));
    const auto history = rowsOf(ours_->uri(), cronHistorySql(ours_->can(), page.rows[0].cronId));
    QCOMPARE(history.size(), std::size_t{2});
    QCOMPARE(cronFireFrom(history[1]).runId, std::string("20000000-0000-0000-0007-000000000007"));
  }

  void sorts_data() {
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("order");
    QTest::newRow("slowest") << "runs"
                             << "status:success sort:-duration"
                             << "extract(epoch from h.ended_at - h.started_at) desc";
    QTest::newRow("quickest errors") << "runs"
                                     << "status:error sort:duration"
                                     << "extract(epoch from h.ended_at - h.started_at)";
    QTest::newRow("oldest first") << "runs"
                                  << "status:error sort:-age"
                                  << "r.created_at";
    QTest::newRow("idle for long") << "threads"
                                   << "sort:-idle"
                                   << "t.updated_at";
    QTest::newRow("newest first") << "runs"
                                  << "status:error sort:-created"
                                  << "r.created_at desc";
    QTest::newRow("one thread") << "runs"
                                << "thread:10000000-0000-0000-0000-000000000007 sort:-duration"
                                << "extract(epoch from h.ended_at - h.started_at) desc";
    QTest::newRow("by an index") << "threads"
                                 << "sort:-updated"
                                 << "t.updated_at desc";
    QTest::newRow("filtered, by an index") << "threads"
                                           << "status:error sort:updated"
                                           << "t.updated_at";
    QTest::newRow("what has no value comes last") << "runs"
                                                  << "status:pending,running,error sort:ended"
                                                  << "h.ended_at nulls last";
    QTest::newRow("by size") << "threads"
                             << "sort:-size"
                             << "pg_column_size(t.\"values\") desc nulls last";
  }

  void sorts() {
    QFETCH(QString, list);
    QFETCH(QString, filter);
    QFETCH(QString, order);
    const auto& schema = *listSchema(list.toStdString());
    const auto query = ours_->query(schema, filter.toStdString());
    const auto found = ours_->walk(schema, query);
    const std::string id = std::string(schema.alias) + "." + std::string(schema.idColumn);
    const std::string way = order.contains(QLatin1String(" desc")) ? " desc" : "";
    const auto expected =
        ours_->plain("select " + id + "::text from " + std::string(schema.table) + " " +
                     std::string(schema.alias) + schema.joinsSql(ours_->can()) + " where true" +
                     conditionsOf(schema, query.filter.terms, ours_->can()) + " order by " +
                     order.toStdString() + ", " + id + way);
    QVERIFY(found.ids.size() > 3);
    QCOMPARE(found.ids.size(), expected.size());
    QVERIFY(found.ids == expected);
    QCOMPARE(ours_->counted(schema, query), static_cast<std::int64_t>(expected.size()));
  }

  /// Whatever is combined, the pages hold what the condition finds.
  void randomCombinations() {
    static const std::vector<std::string> kTerms{"status:error",
                                                 "-status:success",
                                                 "status:pending,running,interrupted",
                                                 "meta.n:>5000",
                                                 "meta.on:true",
                                                 "-meta.team:\"team 1\"",
                                                 "assistant:chat",
                                                 "assistant:00000000-0000-0000-0000-000000000002",
                                                 "age:>1d",
                                                 "created:..2026-01-01T01:59",
                                                 "attempt:2",
                                                 "duration:<500ms",
                                                 "error:~7",
                                                 "id:2000",
                                                 "id:20000000-0000-0000-001",
                                                 "-has:error",
                                                 "thread:10000000-0000-0000-0000-000000000014",
                                                 "sort:age",
                                                 "sort:created"};
    const auto seed = std::random_device{}();
    std::mt19937 random(seed);
    for (int i = 0; i < 30; ++i) {
      std::string text;
      bool sorted = false;
      for (auto left = 1 + random() % 4; left > 0; --left) {
        const auto& term = kTerms[random() % kTerms.size()];
        const bool sort = term.starts_with("sort:");
        if (sort && sorted) continue;
        sorted = sorted || sort;
        text += " " + term;
      }
      const auto told = text + " seed " + std::to_string(seed);
      const auto query = ours_->query(runsSchema(), text);
      const auto found = ours_->walk(runsSchema(), query);
      const std::string order = text.find("sort:created") != std::string::npos ? "" : " desc";
      const auto expected =
          ours_->plain("select r.run_id::text from run r" + runsSchema().joinsSql(ours_->can()) +
                       " where true" + conditionsOf(runsSchema(), query.filter.terms, ours_->can()) +
                       " order by r.created_at" + order + ", r.run_id" + order);
      QVERIFY2(found.ids == expected, told.c_str());
      const auto size = static_cast<std::int64_t>(expected.size());
      QVERIFY2(ours_->counted(runsSchema(), query) == size, told.c_str());
      QVERIFY2(ours_->countedAtOnce(runsSchema(), query) == size, told.c_str());
    }
  }

  void rowsSayWhetherTheyStillMatch() {
    const auto query = ours_->query(runsSchema(), "status:error meta.on:true");
    const std::vector<std::string> ids{"20000000-0000-0000-0014-000000000014",
                                       "20000000-0000-0000-0007-000000000007"};
    std::map<std::string, bool> matches;
    for (const auto& row : rowsOf(ours_->uri(), runsByIdSql(ours_->can(), ids, query))) {
      const auto run = rereadRunFrom(row);
      matches[run.runId] = run.matches;
    }
    QCOMPARE(matches.size(), std::size_t{2});
    QVERIFY(matches[ids[0]] && !matches[ids[1]]);
  }

  void newerRowsThatMatchAreCounted() {
    for (const auto* lists : {ours_.get(), official_.get()}) {
      for (const char* text : {"status:error", "meta.on:true", "meta.on:true status:error", "id:2000",
                               "thread:10000000-0000-0000-0000-000000000007"}) {
        const auto query = lists->query(runsSchema(), text);
        const auto statement = pageSql(runsSchema(), lists->can(), query);
        const auto page = runsPageFrom(statement, rowsOf(lists->uri(), statement.sql));
        QVERIFY(page.rows.size() > 2 && page.top);
        const auto known = std::min(page.rows.size() - 1, std::size_t{12});
        QCOMPARE(page.top->id, page.rows.front().runId);
        const auto beyond = newerCountFrom(
            rowsOf(lists->uri(), beyondSql(runsSchema(), lists->can(), query, page.rows[known].key())));
        QCOMPARE(beyond.count, static_cast<std::int64_t>(known));
      }
    }
  }

  void statementsAreBounded_data() {
    QTest::addColumn<QString>("filter");
    QTest::newRow("json") << "meta.n:1";
    QTest::newRow("expression") << "error:~thing";
    QTest::newRow("success") << "status:success meta.on:true";
    QTest::newRow("rare status and json") << "status:error meta.n:8";
    QTest::newRow("assistant") << "assistant:00000000-0000-0000-0000-000000000001 meta.n:1";
    QTest::newRow("beginning of many ids") << "id:2000";
  }

  /// As the server saw it: no node of the plan gave more rows than a window, or what is few by nature.
  void statementsAreBounded() {
    QFETCH(QString, filter);
    const auto query = ours_->query(runsSchema(), filter.toStdString());
    const auto sql = pageSql(runsSchema(), ours_->can(), query).sql;
    QString plan;
    // A table this small would be read as a whole.
    const std::string large =
        "set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off; set enable_hashjoin = "
        "off; set enable_mergejoin = off;";
    for (const auto& row : rowsOf(ours_->uri(), large + "explain (analyze, costs off, timing off) " + sql))
      plan += QString::fromStdString(textAt(row, 0)) + QLatin1Char('\n');
    static const QRegularExpression scanned(
        QStringLiteral("Scan[^\\n]* on run [^\\n]*\\(actual rows=(\\d+) loops=(\\d+)\\)"));
    int rows = 0;
    for (auto match = scanned.globalMatch(plan); match.hasNext();) {
      const auto one = match.next();
      rows += one.captured(1).toInt() * one.captured(2).toInt();
    }
    QVERIFY2(rows > 0 && rows <= query.windowRows + kCandidates + query.limit + 1, qPrintable(plan));
  }

  void valuesAreSampled() {
    const auto sampled = [&](const ListSchema& schema, const char* field,
                             const std::vector<std::string>& path = {}) {
      std::set<std::string> values;
      for (const auto& row : rowsOf(ours_->uri(), sampleSql(schema, ours_->can(), field, path)))
        values.insert(textAt(row, 0));
      return values;
    };
    QCOMPARE(sampled(runsSchema(), "assistant"), (std::set<std::string>{"Name 0", "Name 1", "Name 2"}));
    QCOMPARE(sampled(runsSchema(), "meta"), (std::set<std::string>{"n", "on", "team"}));
    QCOMPARE(sampled(threadsSchema(), "meta", {"user"}), (std::set<std::string>{"id"}));
    QCOMPARE(sampled(threadsSchema(), "tag").size(), std::size_t{10});
    QVERIFY(sampleSql(runsSchema(), ours_->can(), "age", {}).empty());
  }

 private:
  void runsOf(const ListSchema& schema) {
    QFETCH(QString, filter);
    QFETCH(QString, condition);
    QFETCH(bool, both);
    compare(schema, filter, condition, both);
  }
};

QTEST_APPLESS_MAIN(FiltersTest)
#include "filters_test.moc"
