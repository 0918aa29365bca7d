// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::deployment {

/// Where a Postgres is and how to log in, as libpq keywords. Holds the password: never print it whole.
struct PostgresTarget {
  std::vector<std::pair<std::string, std::string>> keywords;  // non-empty values, in libpq's own order
  std::vector<std::string> warnings;                          // sentences, without secrets

  /// Empty when not set.
  std::string value(std::string_view keyword) const;
  void set(std::string_view keyword, std::string_view value);
  /// `key='value' …`, the form every libpq call and QPSQL's connect options accept.
  std::string conninfo() const;
  /// A URI that leads to the same place without password: fit for lists, logs and profiles.
  std::string redacted() const;
};

/// Reads `postgres://…`, `postgresql://…`, SQLAlchemy spellings (`postgresql+asyncpg://…`) and `key=value`
/// strings by libpq's own rules. Errors: invalid, with a sentence that names no part of the text but
/// keywords.
core::Result<PostgresTarget> parsePostgres(std::string_view text);

}  // namespace heddle::deployment
