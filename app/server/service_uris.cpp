// SPDX-License-Identifier: Apache-2.0
#include "app/server/service_uris.h"

#include "backend/deployment/postgres_uri.h"
#include "backend/deployment/redis_uri.h"
#include "backend/observe/log.h"

#include <cstdlib>

namespace heddle::server {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// The keywords that the text of a variable means.
Result<std::string> keywordsOf(const std::string& name, const std::string& text) {
  const Result<deployment::PostgresTarget> target = deployment::parsePostgres(text);
  if (!target) return Error{ErrorCode::invalid, name + ": " + target.error().message};
  for (const std::string& warning : target->warnings)
    observe::warning(name + ": " + warning);
  return target->conninfo();
}

}  // namespace

Result<DatabaseUris> databaseFromEnvironment() {
  const std::string primary = variable("DATABASE_URI"), alias = variable("POSTGRES_URI");
  if (primary.empty() && alias.empty()) {
    return Error{ErrorCode::invalid,
                 "no database is named: set DATABASE_URI, as postgres://user:password@host/database"};
  }
  const std::string name = primary.empty() ? "POSTGRES_URI" : "DATABASE_URI";
  Result<std::string> serving = keywordsOf(name, primary.empty() ? alias : primary);
  if (!serving) return serving.error();
  if (!primary.empty() && !alias.empty()) {
    const Result<std::string> other = keywordsOf("POSTGRES_URI", alias);
    if (!other || *other != *serving) {
      return Error{ErrorCode::invalid,
                   "DATABASE_URI and POSTGRES_URI name different databases: set one of them only"};
    }
  }
  const std::string direct = variable("HEDDLE_MIGRATION_URI");
  if (direct.empty()) return DatabaseUris{*serving, *serving};
  Result<std::string> migrating = keywordsOf("HEDDLE_MIGRATION_URI", direct);
  if (!migrating) return migrating.error();
  return DatabaseUris{*std::move(serving), *std::move(migrating)};
}

Result<std::string> redisFromEnvironment() {
  const std::string uri = variable("REDIS_URI");
  if (uri.empty())
    return Error{ErrorCode::invalid, "no Redis is named: set REDIS_URI, as redis://:password@host:6379/0"};
  const Result<deployment::RedisTarget> target = deployment::parseRedis(uri);
  if (!target) return Error{ErrorCode::invalid, "REDIS_URI: " + target.error().message};
  return uri;
}

}  // namespace heddle::server
