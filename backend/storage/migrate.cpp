// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/migrate.h"

#include "backend/storage/conninfo.h"
#include "backend/storage/migration_files.h"
#include "backend/storage/pg_handles.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace heddle::storage {
namespace {

constexpr int kOldestPostgres = 130000;

/// A statement of ours failed: nothing the caller asked for, so it travels as an exception to migrate().
struct StepFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void run(PGconn* connection, const std::string& sql) {
  PgResultHandle result(PQexec(connection, sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw StepFailed(tidyMessage(PQerrorMessage(connection)));
}

PgResultHandle ask(PGconn* connection, const std::string& sql,
                   std::initializer_list<std::string> arguments = {}) {
  std::vector<const char*> values;
  for (const std::string& argument : arguments)
    values.push_back(argument.c_str());
  PgResultHandle result(PQexecParams(connection, sql.c_str(), static_cast<int>(values.size()), nullptr,
                                     values.data(), nullptr, nullptr, 0));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw StepFailed(tidyMessage(PQerrorMessage(connection)));
  return result;
}

std::string single(PGconn* connection, const std::string& sql,
                   std::initializer_list<std::string> arguments = {}) {
  const PgResultHandle result = ask(connection, sql, arguments);
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

/// The sentence that refuses a database which is somebody else's, if it is.
std::optional<core::Error> foreignDatabase(PGconn* connection) {
  if (single(connection, "select to_regclass('heddle_meta') is not null") == "t") {
    if (single(connection, "select value from heddle_meta where key = 'product'") == "heddle")
      return std::nullopt;
    return core::Error{
        core::ErrorCode::conflict,
        "The database's heddle_meta table does not name heddle as its product; give Heddle an empty "
        "database of its own."};
  }
  const std::string tables = single(
      connection,
      "select string_agg(name, ', ') from "
      "unnest(array['schema_migrations','alembic_version','assistant','thread',"
      "'run','cron','checkpoints','checkpoint_blobs','checkpoint_writes','checkpoint_migrations','store',"
      "'store_migrations']) as name where to_regclass(name) is not null");
  if (tables.empty()) return std::nullopt;
  return core::Error{core::ErrorCode::conflict,
                     "The database already holds tables of another LangGraph program (" + tables +
                         "); give Heddle an empty database of its own."};
}

void createLedger(PGconn* connection) {
  run(connection,
      "create table if not exists heddle_schema_migrations (version int primary key, name text not null, "
      "checksum text not null, applied_at timestamptz not null default now());"
      "create table if not exists heddle_meta (key text primary key, value text not null);"
      "insert into heddle_meta (key, value) values ('product', 'heddle'), ('created_at', now()::text) "
      "on conflict (key) do nothing");
}

std::map<int, std::string> appliedSteps(PGconn* connection) {
  const PgResultHandle rows = ask(connection, "select version, checksum from heddle_schema_migrations");
  std::map<int, std::string> steps;
  for (int row = 0; row < PQntuples(rows.get()); ++row) {
    steps[std::stoi(PQgetvalue(rows.get(), row, 0))] = PQgetvalue(rows.get(), row, 1);
  }
  return steps;
}

std::string checksumOf(PGconn* connection, const MigrationFile& file) {
  return single(connection, "select encode(sha256(convert_to($1, 'UTF8')), 'hex')", {std::string(file.sql)});
}

core::Result<MigrationReport> applySteps(PGconn* connection) {
  const std::map<int, std::string> known = appliedSteps(connection);
  MigrationReport report;
  for (const MigrationFile& file : migrationFiles()) {
    const std::string checksum = checksumOf(connection, file);
    report.version = file.version;
    if (const auto step = known.find(file.version); step != known.end()) {
      if (step->second == checksum) continue;
      return core::Error{
          core::ErrorCode::conflict,
          "Step " + std::to_string(file.version) + " (" + std::string(file.name) +
              ") of the database's schema is not the one this server knows; use the server version "
              "that made the database, or an empty database."};
    }
    run(connection, std::string(file.sql));
    ask(connection, "insert into heddle_schema_migrations (version, name, checksum) values ($1::int, $2, $3)",
        {std::to_string(file.version), std::string(file.name), checksum});
    ++report.applied;
  }
  // A newer replica may have been here first (rolling deploy): its steps only add, so they are left alone.
  if (!known.empty()) report.version = std::max(report.version, known.rbegin()->first);
  ask(connection,
      "insert into heddle_meta (key, value) values ('schema_version', $1), ('server_version', $2) "
      "on conflict (key) do update set value = excluded.value",
      {std::to_string(report.version), HEDDLE_VERSION});
  return report;
}

core::Result<MigrationReport> migrateLocked(PGconn* connection) {
  run(connection, "begin");
  run(connection, "set local client_min_messages = warning");
  run(connection, "select pg_advisory_xact_lock(hashtext('heddle'), hashtext('schema'))");
  if (auto refusal = foreignDatabase(connection)) return *std::move(refusal);
  createLedger(connection);
  auto report = applySteps(connection);
  if (report) run(connection, "commit");
  return report;
}

}  // namespace

core::Result<MigrationReport> migrate(const std::string& databaseUri) {
  const auto info = Conninfo::parse(databaseUri);
  if (!info) return info.error();
  const PgConnHandle connection(PQconnectdbParams(info->keywords().data(), info->values().data(), 0));
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    return core::Error{core::ErrorCode::unavailable,
                       "Cannot connect to the database: " + connectComplaint(connection.get())};
  }
  if (PQserverVersion(connection.get()) < kOldestPostgres) {
    return core::Error{core::ErrorCode::conflict, "Heddle needs PostgreSQL 13 or newer."};
  }
  try {
    return migrateLocked(connection.get());  // closing the connection rolls back what was not committed
  } catch (const StepFailed& failure) {
    return core::Error{core::ErrorCode::internal,
                       std::string("The schema could not be applied: ") + failure.what()};
  }
}

}  // namespace heddle::storage
