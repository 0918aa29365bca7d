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
  std::string first;
  Result<std::string> serving =
      Error{ErrorCode::invalid,
            "no database is named: set DATABASE_URI, as postgres://user:password@host/database"};
  for (const char* name : {"DATABASE_URI", "POSTGRES_URI", "POSTGRES_URI_CUSTOM"}) {
    const std::string text = variable(name);
    if (text.empty()) continue;
    Result<std::string> read = keywordsOf(name, text);
    if (first.empty()) {
      first = name;
      serving = std::move(read);
      if (!serving) break;
    } else if (!read || *read != *serving) {
      return Error{ErrorCode::invalid,
                   first + " and " + name + " name different databases: set one of them only"};
    }
  }
  if (!serving) return serving.error();
  const std::string direct = variable("HEDDLE_MIGRATION_URI");
  if (direct.empty()) return DatabaseUris{*serving, *serving};
  Result<std::string> migrating = keywordsOf("HEDDLE_MIGRATION_URI", direct);
  if (!migrating) return migrating.error();
  return DatabaseUris{*std::move(serving), *std::move(migrating)};
}

Result<std::string> redisFromEnvironment() {
  const std::string uri = variable("REDIS_URI"), alias = variable("REDIS_URI_CUSTOM");
  if (uri.empty() && alias.empty())
    return Error{ErrorCode::invalid, "no Redis is named: set REDIS_URI, as redis://:password@host:6379/0"};
  if (!uri.empty() && !alias.empty() && uri != alias)
    return Error{ErrorCode::invalid, "REDIS_URI and REDIS_URI_CUSTOM differ: set one of them only"};
  const std::string name = uri.empty() ? "REDIS_URI_CUSTOM" : "REDIS_URI";
  const std::string& text = uri.empty() ? alias : uri;
  const Result<deployment::RedisTarget> target = deployment::parseRedis(text);
  if (!target) return Error{ErrorCode::invalid, name + ": " + target.error().message};
  return text;
}

}  // namespace heddle::server
