// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <libpq-fe.h>

namespace heddle::storage {

struct PgConnClose {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using PgConnHandle = std::unique_ptr<PGconn, PgConnClose>;

struct PgResultClear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResultHandle = std::unique_ptr<PGresult, PgResultClear>;

/// libpq's complaint as one line without a trailing line break.
std::string tidyMessage(const char* message);
/// Why a connection could not be made, for people: libpq's complaint as one line, or more than it tells.
std::string connectComplaint(const PGconn* connection);
/// Five characters, or empty when the failure did not come from the server.
std::string sqlState(const PGresult* result);

}  // namespace heddle::storage
