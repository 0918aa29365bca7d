// SPDX-License-Identifier: Apache-2.0
#include "app/server/commands.h"

#include "app/server/service_uris.h"
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
  const core::Result<DatabaseUris> uris = databaseFromEnvironment();
  if (!uris) return complain(uris.error().message);
  const core::Result<storage::MigrationReport> report = storage::migrate(uris->migrating);
  if (!report) return complain(report.error().message);
  std::printf("schema version %d, %d steps applied\n", report->version, report->applied);
  return 0;
}

}  // namespace heddle::server
