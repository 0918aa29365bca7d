// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_transaction.h"

namespace heddle::client {
namespace {

bool send(PGconn* connection, const std::string& sql, PgFormat format = PgFormat::text) {
  return PQsendQueryParams(connection, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr,
                           static_cast<int>(format)) == 1;
}

bool isFailure(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

/// Takes every answer up to the sync. What it gives back is the first failure, else the answer of the
/// statement at `wanted`, counted from 0.
PgResultHandle takeAnswers(PGconn* connection, int wanted) {
  PgResultHandle kept;
  bool failed = false;
  for (int statement = 0;;) {
    PgResultHandle result(PQgetResult(connection));
    if (!result) {
      // The end of one statement's answers, or of the connection.
      if (PQstatus(connection) != CONNECTION_OK) break;
      ++statement;
      continue;
    }
    if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) break;
    if (failed) continue;
    failed = isFailure(result.get());
    if (failed || statement == wanted) kept = std::move(result);
  }
  return kept;
}

}  // namespace

PgResultHandle readInTransaction(PGconn* connection, const std::string& sql,
                                 std::chrono::milliseconds statementTimeout, PgFormat format) {
  const auto limit = "SET LOCAL statement_timeout = " + std::to_string(statementTimeout.count());
  const bool sent = send(connection, "BEGIN READ ONLY") && send(connection, limit) &&
                    send(connection, sql, format) && send(connection, "COMMIT") &&
                    PQpipelineSync(connection) == 1;
  if (!sent) return nullptr;
  auto answer = takeAnswers(connection, 2);
  // A failure skips the rest of the pipeline and with it the COMMIT.
  if (PQtransactionStatus(connection) == PQTRANS_INERROR && send(connection, "ROLLBACK") &&
      PQpipelineSync(connection) == 1) {
    takeAnswers(connection, 0);
  }
  return answer;
}

bool roundTrip(PGconn* connection) {
  if (!send(connection, "") || PQpipelineSync(connection) != 1) return false;
  takeAnswers(connection, 0);
  return PQstatus(connection) == CONNECTION_OK;
}

}  // namespace heddle::client
