// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <string>

namespace heddle::process {

/// Where the PostgreSQL programs of one major version stand.
struct PostgresPrograms {
  std::string folder, version;

  std::string initdb() const { return folder + "/initdb"; }
  std::string postgres() const { return folder + "/postgres"; }
};

/// Looks below `root`/<version>/bin (Debian's layout), then on `searchPath` (colons between folders). With a
/// cluster that exists only its own major version fits. Errors: unavailable, with the package to install.
core::Result<PostgresPrograms> findPostgres(const std::string& clusterFolder,
                                            const std::string& root = "/usr/lib/postgresql",
                                            const std::string& searchPath = {});

}  // namespace heddle::process
