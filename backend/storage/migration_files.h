// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace heddle::storage {

/// One numbered SQL file of backend/storage/migrations, as compiled into the binary.
struct MigrationFile {
  int version = 0;
  std::string_view name, sql;
};

/// In rising order of version.
const std::vector<MigrationFile>& migrationFiles();

}  // namespace heddle::storage
