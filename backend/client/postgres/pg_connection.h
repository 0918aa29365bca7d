// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/cancel_handle.h"
#include "backend/client/postgres/pg_transaction.h"
#include "backend/client/source.h"
#include "backend/deployment/postgres_uri.h"
#include "backend/query/capabilities.h"
#include "backend/query/sql_text.h"

#include <chrono>
#include <string>
#include <vector>

#include <QSqlDatabase>
#include <QString>

namespace heddle::client {

/// One connection, used in one worker thread. Every statement is read in a read-only transaction of its own
/// with a statement timeout, in one round trip. Failures throw SourceFailure; after one of kind unreachable
/// the connection is closed and may be opened again.
class PgConnection {
 public:
  PgConnection(deployment::PostgresTarget target, std::chrono::milliseconds statementTimeout,
               CancelHandle& cancel);
  ~PgConnection();
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  bool isOpen() const { return native_ != nullptr; }
  /// Connects and reads what the database can answer.
  void open();
  void close();

  /// Whether an open connection still leads somewhere. It may have died while nobody used it: costs a round
  /// trip after a pause, nothing while questions follow each other.
  bool isAlive(std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now());

  /// Text rows of one statement, which casts every column to text.
  std::vector<query::Row> rows(const std::string& sql);
  /// The same in libpq's binary format: for text and bytea columns of any size. At most `maxBytes` in all.
  std::vector<query::Row> blobs(const std::string& sql, std::size_t maxBytes = std::size_t{256} << 20);

  const query::Capabilities& capabilities() const { return capabilities_; }
  /// Reads them again when something was missing that should be there, or when they are not fresh: tables
  /// come and go under an open connection. Answers whether they are others now.
  bool refreshCapabilities();

  /// How far the database's clock is ahead of this computer's; it is wrong by half a round trip at most.
  std::chrono::microseconds measureClock();

 private:
  void connectDriver();
  void adoptDriver();
  void readCapabilities();
  PgResultHandle read(const std::string& sql, std::chrono::milliseconds timeout, PgFormat format);
  [[noreturn]] void fail(const PgAnswer& answer);
  static void noticed(void* connection, const PGresult* notice);

  deployment::PostgresTarget target_;
  std::chrono::milliseconds statementTimeout_;
  CancelHandle& cancel_;
  QString name_;
  QSqlDatabase database_;
  PGconn* native_ = nullptr;  // the driver's, in pipeline mode; nothing while closed
  bool farewell_ = false;     // the server said that it ends this connection
  bool missed_ = false;       // a statement named what is not there
  std::chrono::steady_clock::time_point heard_;
  std::chrono::steady_clock::time_point looked_;  // when the capabilities were read
  query::Capabilities capabilities_;
};

/// What an SQLSTATE means to somebody who only reads.
SourceError sourceErrorOf(const QString& sqlState, const QString& message, bool connected);

}  // namespace heddle::client
