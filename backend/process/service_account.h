// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <string>
#include <sys/types.h>

namespace heddle::process {

/// Who runs the private Postgres and Redis. Postgres refuses root, so a server started as root gives both to
/// an unprivileged account; otherwise they run as ourselves and `name` is empty.
struct ServiceAccount {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;

  bool isOther() const { return !name.empty(); }
};

/// As root: `postgres` if there is such an account, else `nobody`. Errors: unavailable (neither exists).
core::Result<ServiceAccount> chooseServiceAccount();

}  // namespace heddle::process
