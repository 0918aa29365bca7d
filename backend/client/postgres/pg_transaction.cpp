// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_transaction.h"

#include "backend/client/platform.h"

#include <utility>

namespace heddle::client {
namespace {

/// What a server that is alive may be late by: its own timeout ends the statement before.
constexpr std::chrono::seconds kGrace{3};

bool send(PGconn* connection, const std::string& sql, PgFormat format = PgFormat::text) {
  return PQsendQueryParams(connection, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr,
                           static_cast<int>(format)) == 1;
}

bool isFailure(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

/// False when nothing more came for that long; the connection is broken then.
bool awaitResult(PGconn* connection, std::chrono::milliseconds patience) {
  while (PQstatus(connection) == CONNECTION_OK && PQisBusy(connection) != 0) {
    if (!platform::awaitInput(PQsocket(connection), patience)) {
      platform::cutSocket(PQsocket(connection));
      PQconsumeInput(connection);  // it notices
      return false;
    }
    if (PQconsumeInput(connection) == 0) break;  // broken: the result says so
  }
  return true;
}

/// Takes every answer up to the sync. What it gives back is the first failure, else the answer of the
/// statement at `wanted`, counted from 0.
PgAnswer takeAnswers(PGconn* connection, int wanted, std::chrono::milliseconds patience) {
  PgResultHandle kept;
  bool failed = false;
  for (int statement = 0;;) {
    if (!awaitResult(connection, patience)) return {nullptr, true};
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
  return {std::move(kept), false};
}

}  // namespace

PgAnswer readInTransaction(PGconn* connection, const std::string& sql,
                           std::chrono::milliseconds statementTimeout, PgFormat format) {
  const auto limit = "SET LOCAL statement_timeout = " + std::to_string(statementTimeout.count());
  const bool sent = send(connection, "BEGIN READ ONLY") && send(connection, limit) &&
                    send(connection, sql, format) && send(connection, "COMMIT") &&
                    PQpipelineSync(connection) == 1;
  if (!sent) return {};
  auto answer = takeAnswers(connection, 2, statementTimeout + kGrace);
  // A failure skips the rest of the pipeline and with it the COMMIT.
  if (PQtransactionStatus(connection) == PQTRANS_INERROR && send(connection, "ROLLBACK") &&
      PQpipelineSync(connection) == 1) {
    takeAnswers(connection, 0, kGrace);
  }
  return answer;
}

bool roundTrip(PGconn* connection) {
  if (!send(connection, "") || PQpipelineSync(connection) != 1) return false;
  if (takeAnswers(connection, 0, kGrace).silent) return false;
  return PQstatus(connection) == CONNECTION_OK;
}

}  // namespace heddle::client
