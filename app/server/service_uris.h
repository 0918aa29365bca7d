// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <string>

namespace heddle::server {

/// What `serve` and `migrate` are told about the database, as libpq keywords; they hold the password.
struct DatabaseUris {
  std::string serving;
  /// HEDDLE_MIGRATION_URI, for a serving URI that leads through a pooler; else the same.
  std::string migrating;
};

/// DATABASE_URI or its aliases POSTGRES_URI and POSTGRES_URI_CUSTOM, in every spelling the console takes too.
/// Errors: invalid; none is set, two are and differ, or one cannot be read. The sentence names the variable
/// and no part of the URI.
core::Result<DatabaseUris> databaseFromEnvironment();

/// REDIS_URI or its alias REDIS_URI_CUSTOM, as it stands. Errors: invalid; neither is set, both are and
/// differ, or it cannot be read.
core::Result<std::string> redisFromEnvironment();

}  // namespace heddle::server
