// SPDX-License-Identifier: Apache-2.0
// list_bench DEPLOYMENT_JSON: milliseconds of pages of lists as the console reads them, and of the same
// statements in plain libpq, one JSON object per question and line.
#include "app/cli/asking.h"
#include "backend/client/postgres/catalogue_feed.h"
#include "backend/client/postgres/list_figures.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/client/postgres/thread_feed.h"
#include "backend/deployment/deployment_json.h"
#include "backend/query/catalogue_sql.h"
#include "backend/query/list_sql.h"
#include "tests/bench/timing.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <vector>

#include <QByteArray>
#include <QCoreApplication>
#include <libpq-fe.h>

using namespace heddle;
using bench::median;
using bench::p95;
using bench::since;

namespace {

constexpr int kCounts = 5;

struct Question {
  const char* name;
  const query::ListSchema& schema;
  const char* filter;
  bool second = false;  // the page after the first
};

/// What one load gave.
struct Loaded {
  std::size_t rows = 0;
  std::int64_t scanned = 0;
  std::optional<query::Key> next;
};

template <typename Record, typename Feed>
Loaded load(Feed& feed, const query::ListQuery& query) {
  const auto answer = cli::answerOf<query::Page<Record>>(feed, &Feed::loaded, [&] { feed.load(query); });
  if (const auto* error = std::get_if<client::SourceError>(&answer))
    throw std::runtime_error(error->sentence.toStdString());
  const auto& page = std::get<query::Page<Record>>(answer);
  return {page.rows.size(), page.scanned, page.next};
}

class Bench {
 public:
  Bench(client::PgSession& session, const std::string& uri)
      : session_(session), runs_(session), threads_(session), bare_(PQconnectdb(uri.c_str()), &PQfinish) {
    load<query::RunRecord>(runs_, {});  // opens the connection
  }

  void measure(const Question& question) {
    query::ListQuery query;
    query.filter = query::parseFilter(question.filter).filter;
    auto first = ask(question, query);
    if (question.second) query.after = first.next;
    std::vector<double> console, floor;
    const auto began = std::chrono::steady_clock::now();
    // Turn by turn, so that whatever else the machine does slows both; slow questions fewer times.
    while (console.size() < 3 || (console.size() < 41 && since(began) < 4000)) {
      auto start = std::chrono::steady_clock::now();
      first = ask(question, query);
      console.push_back(since(start));
      start = std::chrono::steady_clock::now();
      auto same = query;  // one statement over as many rows as the console walked through
      if (first.scanned > 0) same.windowRows = static_cast<int>(first.scanned);
      const auto statement = query::pageSql(question.schema, *session_.capabilities(), same);
      const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(bare_.get(), statement.sql.c_str()),
                                                                 &PQclear);
      if (PQresultStatus(result.get()) != PGRES_TUPLES_OK)
        throw std::runtime_error(PQerrorMessage(bare_.get()));
      floor.push_back(since(start));
    }
    print(question.name, console, floor, static_cast<long long>(first.rows), first.scanned);
  }

  /// What an id is of, as the palette asks; against the statement that answers, without those before it.
  void find(const char* name, const std::string& id, std::size_t found) {
    const auto statements = query::findCheckpointSql(*session_.capabilities(), id);
    const std::string plain =
        found == 0 || statements.empty() ? query::findSql(*session_.capabilities(), id) : statements.front();
    client::CatalogueFeed catalogue(session_);
    std::vector<double> console, floor;
    for (int round = 0; round < 41; ++round) {
      auto start = std::chrono::steady_clock::now();
      const auto answer = cli::answerOf<std::vector<query::FoundObject>>(
          catalogue, &client::CatalogueFeed::found, [&] { catalogue.find(id); });
      console.push_back(since(start));
      if (const auto* error = std::get_if<client::SourceError>(&answer))
        throw std::runtime_error(error->sentence.toStdString());
      if (std::get<std::vector<query::FoundObject>>(answer).size() != found)
        throw std::runtime_error(std::string(name) + ": not what was looked for");
      start = std::chrono::steady_clock::now();
      const std::unique_ptr<PGresult, decltype(&PQclear)> bare(PQexec(bare_.get(), plain.c_str()), &PQclear);
      floor.push_back(since(start));
    }
    print(name, console, floor, static_cast<long long>(found), 0);
  }
  /// The first cell that a statement answers.
  std::string cell(const char* sql) const {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(bare_.get(), sql), &PQclear);
    if (PQntuples(result.get()) == 0) throw std::runtime_error(std::string("nothing for ") + sql);
    return PQgetvalue(result.get(), 0, 0);
  }

  /// Exactly how many match, against `select count(*)` with the same condition written by hand.
  void count(const char* name, const char* filter, const char* plain) {
    client::ListFigures figures(session_, query::runsSchema());
    query::ListQuery query;
    query.filter = query::parseFilter(filter).filter;
    std::vector<double> console, floor;
    qint64 rows = 0;
    for (int round = 0; round < kCounts; ++round) {
      auto start = std::chrono::steady_clock::now();
      const auto answer =
          cli::answerOf<qint64>(figures, &client::ListFigures::counted, [&] { figures.count(query); });
      console.push_back(since(start));
      if (const auto* error = std::get_if<client::SourceError>(&answer))
        throw std::runtime_error(error->sentence.toStdString());
      start = std::chrono::steady_clock::now();
      const std::unique_ptr<PGresult, decltype(&PQclear)> bare(PQexec(bare_.get(), plain), &PQclear);
      floor.push_back(since(start));
      rows = std::get<qint64>(answer);
      if (QByteArray(PQgetvalue(bare.get(), 0, 0)).toLongLong() != rows)
        throw std::runtime_error(std::string(name) + ": the plain statement counts something else");
    }
    print(name, console, floor, rows, 0);
  }

 private:
  static void print(const char* name, const std::vector<double>& console, const std::vector<double>& floor,
                    long long rows, std::int64_t scanned) {
    std::printf(
        "{\"name\": \"%s\", \"console\": %.4f, \"p95\": %.4f, \"libpq\": %.4f, \"rows\": %lld, "
        "\"scanned\": %lld}\n",
        name, median(console), p95(console), median(floor), rows, static_cast<long long>(scanned));
    std::fflush(stdout);
  }

  Loaded ask(const Question& question, const query::ListQuery& query) {
    return question.schema.name == "runs" ? load<query::RunRecord>(runs_, query)
                                          : load<query::ThreadRecord>(threads_, query);
  }

  client::PgSession& session_;
  client::RunFeed runs_;
  client::ThreadFeed threads_;
  std::unique_ptr<PGconn, decltype(&PQfinish)> bare_;
};

void measureAll(Bench& bench) {
  const auto& runs = query::runsSchema();
  const auto& threads = query::threadsSchema();
  const std::vector<Question> questions{
      {"first_page", runs, ""},
      {"next_page", runs, "", true},
      {"rare_status", runs, "status:interrupted"},
      {"common_status", runs, "status:success"},
      {"several_statuses", runs, "status:error,timeout,interrupted"},
      {"live_statuses", runs, "status:pending,running"},
      {"range_of_time", runs, "age:30d..31d"},
      {"assistant_by_id", runs, "assistant:00000000-0000-0000-0000-000000000001"},
      {"assistant_by_name", runs, "assistant:\"Assistant 1\""},
      {"one_thread", runs, "thread:10000000-0000-0000-0000-000000000007"},
      {"beginning_of_id", runs, "id:c4ca4238"},
      {"json_equal_common", runs, "meta.team:\"team 1\""},
      {"json_equal_rare", runs, "meta.n:7777"},
      {"json_range", runs, "meta.n:5000..5100"},
      {"expression", runs, "error:~\"thing .*99\""},
      {"negation", runs, "-status:success -meta.team:\"team 1\""},
      {"slowest", runs, "sort:-duration"},
      {"retried", runs, "attempt:>1"},
      {"threads_first_page", threads, ""},
      {"threads_by_activity", threads, "sort:-updated"},
      {"threads_json_rare", threads, "meta.plan:gold"},
      {"threads_json_common", threads, "meta.plan:free"},
      {"threads_tag", threads, "tag:t3"},
  };
  for (const auto& question : questions)
    bench.measure(question);
  bench.find("find_run", bench.cell("select run_id from run offset 5000 limit 1"), 1);
  bench.find("find_assistant", "00000000-0000-0000-0000-000000000001", 1);
  bench.find("find_checkpoint", bench.cell("select checkpoint_id from checkpoints offset 500 limit 1"), 1);
  bench.find("find_nothing", "ffffffff-0000-4000-8000-000000000000", 0);
  bench.count("count_all", "", "select count(*) from run");
  bench.count("count_json", "meta.team:\"team 1\"",
              "select count(*) from run where metadata @> '{\"team\": \"team 1\"}'");
}

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  try {
    const auto deployment = deployment::readDeploymentFile(argc > 1 ? argv[1] : "deployment.json");
    if (!deployment) throw std::runtime_error(deployment.error().message);
    client::DeploymentSession session(*deployment);
    client::PgSession* postgres = cli::postgresOf(session);
    if (postgres == nullptr) return 1;
    Bench bench(*postgres, deployment->database);
    measureAll(bench);
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "list_bench: %s\n", failure.what());
    return 1;
  }
}
