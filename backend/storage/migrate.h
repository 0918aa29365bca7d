// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <string>

namespace heddle::storage {

struct MigrationReport {
  int version = 0;  // of the schema, afterwards
  int applied = 0;  // steps done now
};

/// Brings the database to this binary's schema, in one transaction under an advisory lock, so that replicas
/// may start together. Blocking, for start-up; needs a direct connection (not a transaction pooler). Errors:
/// invalid (URI), unavailable (cannot connect), conflict (the database belongs to another program, or a step
/// was changed after it was applied), internal.
core::Result<MigrationReport> migrate(const std::string& databaseUri);

}  // namespace heddle::storage
