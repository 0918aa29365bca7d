// SPDX-License-Identifier: Apache-2.0
#include "app/server/commands.h"

#include "app/server/settings.h"
#include "backend/storage/migrate.h"

#include <cstdio>

namespace heddle::server {

int complain(const std::string& sentence) {
  std::fprintf(stderr, "heddle-server: %s\n", sentence.c_str());
  return 1;
}

int printVersion() {
  std::printf("heddle-server %s\n", kVersion);
  return 0;
}

int runMigrate() {
  const std::string uri = databaseUriFromEnvironment();
  if (uri.empty())
    return complain("no database is named: set DATABASE_URI, as postgres://user:password@host/database");
  const core::Result<storage::MigrationReport> report = storage::migrate(uri);
  if (!report) return complain(report.error().message);
  std::printf("schema version %d, %d steps applied\n", report->version, report->applied);
  return 0;
}

}  // namespace heddle::server
