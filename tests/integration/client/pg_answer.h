// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/pg_connection.h"
#include "backend/client/postgres/pg_session.h"
#include "backend/deployment/postgres_uri.h"

#include <any>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <QByteArray>

namespace heddle::test {

inline deployment::PostgresTarget target(const std::string& uri) {
  return deployment::parsePostgres(uri).value();
}

/// The answer of one piece of work, waited for.
struct Answer {
  bool done = false;
  std::any value;
  std::optional<client::SourceError> error;

  client::PgSession::Done sink() {
    return [this](std::any answer, const client::SourceError* failure) {
      done = true;
      value = std::move(answer);
      if (failure != nullptr) error = *failure;
    };
  }
  /// The first cell of the rows that statement() asked for; what went wrong instead.
  QByteArray cell() const {
    if (error) return error->sentence.toUtf8();
    const auto* rows = std::any_cast<std::vector<query::Row>>(&value);
    return rows != nullptr && !rows->empty() ? QByteArray::fromStdString(query::textAt(rows->front(), 0))
                                             : QByteArray("no row");
  }
};

inline client::PgSession::Work statement(const std::string& sql) {
  return [sql](client::PgConnection& connection) -> std::any { return connection.rows(sql); };
}

}  // namespace heddle::test
