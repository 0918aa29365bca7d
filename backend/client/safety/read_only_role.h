// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <QString>

namespace heddle::client {

/// What an administrator runs so that the console's account can do nothing but read, whatever the console
/// asks for. Texts to be copied and looked at; the console runs neither. No password is in them.

/// SQL for Postgres, about the tables of one schema. An empty `database`: to be filled in.
QString readOnlyRoleSql(const std::string& database, const std::string& schema);

/// One ACL command for Redis 6.2 or newer, for keys and channels that begin with `prefix`; empty: all of
/// them. Nobody can log in with it until it is given a password.
QString readOnlyAcl(const std::string& prefix);

}  // namespace heddle::client
