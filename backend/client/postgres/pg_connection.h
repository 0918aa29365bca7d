// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/cancel_handle.h"
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

/// One connection, used in one worker thread. Everything is read inside a read-only transaction with a
/// statement timeout. Failures throw SourceFailure; after one of kind unreachable the connection is closed
/// and may be opened again.
class PgConnection {
 public:
  PgConnection(deployment::PostgresTarget target, CancelHandle& cancel);
  ~PgConnection();
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  bool isOpen() const { return open_; }
  /// Connects and reads what the database can answer.
  void open();
  void close();

  void begin(std::chrono::milliseconds statementTimeout);
  void commit();
  void rollback() noexcept;

  /// Text rows of one statement, which casts every column to text.
  std::vector<query::Row> rows(const std::string& sql);
  /// The same in libpq's binary format: for text and bytea columns of any size. At most `maxBytes` in all.
  std::vector<query::Row> blobs(const std::string& sql, std::size_t maxBytes = std::size_t{256} << 20);

  const query::Capabilities& capabilities() const { return capabilities_; }

 private:
  void connectDriver();
  void readCapabilities();
  [[noreturn]] void fail(const QString& sqlState, const QString& message);
  PGconn* native() const;

  deployment::PostgresTarget target_;
  CancelHandle& cancel_;
  QString name_;
  QSqlDatabase database_;
  bool open_ = false;
  query::Capabilities capabilities_;
};

/// What an SQLSTATE means to somebody who only reads.
SourceError sourceErrorOf(const QString& sqlState, const QString& message, bool connected);

}  // namespace heddle::client
