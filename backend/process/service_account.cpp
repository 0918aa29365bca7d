// SPDX-License-Identifier: Apache-2.0
#include "backend/process/service_account.h"

#include <pwd.h>
#include <unistd.h>

namespace heddle::process {

core::Result<ServiceAccount> chooseServiceAccount() {
  if (::geteuid() != 0) return ServiceAccount{{}, ::geteuid(), ::getegid()};
  for (const char* name : {"postgres", "nobody"}) {
    if (const passwd* account = ::getpwnam(name))
      return ServiceAccount{name, account->pw_uid, account->pw_gid};
  }
  return core::Error{
      core::ErrorCode::unavailable,
      "PostgreSQL cannot run as root and there is no account postgres or nobody to run it: start "
      "heddle-server as an ordinary user"};
}

}  // namespace heddle::process
