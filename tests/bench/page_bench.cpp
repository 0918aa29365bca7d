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

double medianMilliseconds(const std::function<void()>& action) {
  constexpr int kWarm = 5, kTimes = 51;
  std::vector<double> taken;
  for (int round = 0; round < kWarm + kTimes; ++round) {
    const auto start = std::chrono::steady_clock::now();
    action();
    const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
    if (round >= kWarm) taken.push_back(passed.count());
  }
  std::sort(taken.begin(), taken.end());
  return taken[taken.size() / 2];
}

void expectFullPage(std::size_t rows) {
  if (rows != 200) throw std::runtime_error("the page has " + std::to_string(rows) + " runs instead of 200");
}

double ofConsole(client::PgSession& session) {
  client::RunFeed feed(session);
  const query::RunQuery page;
  return medianMilliseconds([&] {
    const auto answer = cli::answerOf<RunPage>(feed, &client::RunFeed::loaded, [&] { feed.load(page); });
    if (const auto* error = std::get_if<client::SourceError>(&answer)) {
      throw std::runtime_error(error->sentence.toStdString());
    }
    expectFullPage(std::get<RunPage>(answer).rows.size());
  });
}

double ofLibpq(const std::string& uri, const query::Capabilities& capabilities) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(uri.c_str()), &PQfinish);
  const std::string sql = query::runsPageSql(capabilities, query::RunQuery{}).sql;
  return medianMilliseconds([&] {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()),
                                                               &PQclear);
    expectFullPage(static_cast<std::size_t>(PQntuples(result.get())));
  });
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
    const double console = ofConsole(*postgres);
    const double floor = ofLibpq(deployment->database, *postgres->capabilities());
    std::printf("{\"console\": %.4f, \"libpq\": %.4f}\n", console, floor);
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "page_bench: %s\n", failure.what());
    return 1;
  }
}
