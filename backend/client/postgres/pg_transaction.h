// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <libpq-fe.h>

namespace heddle::client {

struct PgResultClear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResultHandle = std::unique_ptr<PGresult, PgResultClear>;

enum class PgFormat { text = 0, binary = 1 };

struct PgAnswer {
  PgResultHandle result;
  bool silent = false;  // nothing came: a server that hangs, or a network that forgot us
};

/// Runs one statement as `BEGIN READ ONLY; SET LOCAL statement_timeout; …; COMMIT` in a single round trip of
/// libpq's pipeline mode, which `connection` must be in. Each of the four travels as a message of its own and
/// a message takes one statement only, so no text can end the transaction it is read in. Blocking.
/// Answers the statement's result, or the failure of whichever of the four failed first, after the
/// transaction was rolled back; nothing when the connection broke without a word. A server that has said
/// nothing for a while beyond the timeout is one that will not: the connection is cut.
PgAnswer readInTransaction(PGconn* connection, const std::string& sql,
                           std::chrono::milliseconds statementTimeout, PgFormat format);

/// Asks for nothing and waits for the answer: whether the other end is there.
bool roundTrip(PGconn* connection);

}  // namespace heddle::client
