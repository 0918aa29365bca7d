// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/sql_text.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <libpq-fe.h>

namespace heddle::test {

using LibpqConnection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

/// Every row of one statement as text; throws with the server's message.
inline std::vector<query::Row> rowsOf(PGconn* connection, const std::string& sql) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection, sql.c_str()), PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    throw std::runtime_error(std::string(PQerrorMessage(connection)) + sql);
  }
  std::vector<query::Row> rows;
  for (int r = 0; r < PQntuples(result.get()); ++r) {
    query::Row row;
    for (int c = 0; c < PQnfields(result.get()); ++c) {
      row.push_back(PQgetisnull(result.get(), r, c) != 0
                        ? std::optional<std::string>()
                        : std::string(PQgetvalue(result.get(), r, c),
                                      static_cast<std::size_t>(PQgetlength(result.get(), r, c))));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

inline std::vector<query::Row> rowsOf(const std::string& uri, const std::string& sql) {
  const LibpqConnection connection(PQconnectdb(uri.c_str()), PQfinish);
  return rowsOf(connection.get(), sql);
}

/// What a session does at connect: catalogue, then ledger.
inline query::Capabilities capabilitiesOf(const std::string& uri) {
  std::vector<query::CatalogueColumn> columns;
  for (const auto& row : rowsOf(uri, query::catalogueSql())) {
    columns.push_back({query::textAt(row, 0), query::textAt(row, 1), query::textAt(row, 2),
                       query::textAt(row, 3), query::intAt(row, 4)});
  }
  auto capabilities = query::decide(columns);
  const auto ledger = query::ledgerSql(capabilities);
  if (ledger.empty()) return capabilities;
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& row : rowsOf(uri, ledger))
    pairs.emplace_back(query::textAt(row, 0), query::textAt(row, 1));
  query::applyLedger(capabilities, pairs);
  return capabilities;
}

}  // namespace heddle::test
