// SPDX-License-Identifier: Apache-2.0
// page_bench DEPLOYMENT_JSON: median milliseconds of a page of 200 runs as the console reads it, and of the
// same statement in plain libpq, as one JSON object.
#include "app/cli/asking.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/deployment/deployment_json.h"
#include "backend/query/run_sql.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

#include <QCoreApplication>
#include <libpq-fe.h>

using namespace heddle;

namespace {

using RunPage = query::Page<query::RunRecord>;

double milliseconds(const std::function<void()>& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
  return passed.count();
}

double median(std::vector<double> taken) {
  std::sort(taken.begin(), taken.end());
  return taken[taken.size() / 2];
}

void expectFullPage(std::size_t rows) {
  if (rows != 200) throw std::runtime_error("the page has " + std::to_string(rows) + " runs instead of 200");
}

void readAsConsole(client::RunFeed& feed) {
  const auto answer =
      cli::answerOf<RunPage>(feed, &client::RunFeed::loaded, [&] { feed.load(query::RunQuery{}); });
  if (const auto* error = std::get_if<client::SourceError>(&answer))
    throw std::runtime_error(error->sentence.toStdString());
  expectFullPage(std::get<RunPage>(answer).rows.size());
}

void readBare(PGconn* connection, const std::string& sql) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection, sql.c_str()), &PQclear);
  expectFullPage(static_cast<std::size_t>(PQntuples(result.get())));
}

void measure(const std::string& uri, client::PgSession& session) {
  constexpr int kWarm = 5, kTimes = 101;
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(uri.c_str()), &PQfinish);
  const std::string sql = query::runsPageSql(*session.capabilities(), query::RunQuery{}).sql;
  client::RunFeed feed(session);
  std::vector<double> console, bare;
  // Turn by turn, so that whatever else the machine does slows both.
  for (int round = 0; round < kWarm + kTimes; ++round) {
    const double page = milliseconds([&] { readAsConsole(feed); });
    const double floor = milliseconds([&] { readBare(connection.get(), sql); });
    if (round < kWarm) continue;
    console.push_back(page);
    bare.push_back(floor);
  }
  std::printf("{\"console\": %.4f, \"libpq\": %.4f}\n", median(console), median(bare));
}

/// Opens the connection, so that what the database can answer is known.
void connectFirst(client::PgSession& session) {
  client::RunFeed feed(session);
  readAsConsole(feed);
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
    connectFirst(*postgres);
    measure(deployment->database, *postgres);
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "page_bench: %s\n", failure.what());
    return 1;
  }
}
