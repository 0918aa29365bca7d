// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <QString>

namespace heddle::client {

/// What an administrator runs so that the console's account can do nothing but read, whatever the console
/// asks for. Texts to be copied and looked at; the console runs neither. No password is in them.

/// SQL for Postgres. An empty `database`: to be filled in.
QString readOnlyRoleSql(const std::string& database);

/// One ACL command for Redis 6.2 or newer, for keys and channels that begin with `prefix`; empty: all of
/// them.
QString readOnlyAcl(const std::string& prefix);

}  // namespace heddle::client
