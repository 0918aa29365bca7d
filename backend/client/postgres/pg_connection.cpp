// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_connection.h"

#include "backend/client/postgres/connect_options.h"
#include "backend/client/postgres/source_failure.h"

#include <atomic>
#include <memory>

#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QVariant>

namespace heddle::client {
namespace {

QString uniqueName() {
  static std::atomic<quint64> count = 0;
  return QStringLiteral("heddle-%1").arg(++count);
}

struct ResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ResultDeleter>;

query::Row rowOf(const PGresult* result, int line, std::size_t& bytes) {
  query::Row row;
  const int columns = PQnfields(result);
  row.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) {
    if (PQgetisnull(result, line, column) != 0) {
      row.emplace_back();
      continue;
    }
    const auto length = static_cast<std::size_t>(PQgetlength(result, line, column));
    bytes += length;
    row.emplace_back(std::string(PQgetvalue(result, line, column), length));
  }
  return row;
}

}  // namespace

PgConnection::PgConnection(deployment::PostgresTarget target, CancelHandle& cancel)
    : target_(std::move(target)), cancel_(cancel), name_(uniqueName()) {}

PgConnection::~PgConnection() {
  close();
}

void PgConnection::open() {
  if (open_) return;
  connectDriver();
  open_ = true;
  cancel_.adopt(native());
  readCapabilities();
}

void PgConnection::connectDriver() {
  if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QPSQL"))) {
    throw SourceFailure(
        {SourceError::Kind::unsupported,
         QStringLiteral("Qt's PostgreSQL driver is missing; install the package libqt6sql6-psql."), false});
  }
  const auto options = connectOptions(target_);
  if (!options)
    throw SourceFailure({SourceError::Kind::invalid, QString::fromStdString(options.error().message), false});
  database_ = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"), name_);
  database_.setConnectOptions(options->options);
  database_.setPassword(options->password);
  if (database_.open()) return;
  const QString message =
      database_.lastError().driverText() + QLatin1Char(' ') + database_.lastError().databaseText();
  close();
  throw SourceFailure({SourceError::Kind::unreachable, connectFailureSentence(target_, message), true});
}

void PgConnection::close() {
  cancel_.forget();
  open_ = false;
  if (!database_.isValid()) return;
  database_.close();
  database_ = QSqlDatabase();  // the last copy must be gone before the name is removed
  QSqlDatabase::removeDatabase(name_);
}

void PgConnection::readCapabilities() {
  begin(std::chrono::seconds(10));
  std::vector<query::CatalogueColumn> columns;
  for (const auto& row : rows(query::catalogueSql())) {
    columns.push_back({query::textAt(row, 0), query::textAt(row, 1), query::textAt(row, 2),
                       query::textAt(row, 3), query::intAt(row, 4)});
  }
  auto found = query::decide(columns);
  if (const auto sql = query::ledgerSql(found); !sql.empty()) {
    std::vector<std::pair<std::string, std::string>> pairs;
    try {
      for (const auto& row : rows(sql))
        pairs.emplace_back(query::textAt(row, 0), query::textAt(row, 1));
      query::applyLedger(found, pairs);
    } catch (const SourceFailure& failure) {
      if (failure.error().kind == SourceError::Kind::unreachable) throw;
      found.warnings.push_back("Its ledger of migrations cannot be read with this login.");
    }
  }
  rollback();
  capabilities_ = std::move(found);
}

void PgConnection::begin(std::chrono::milliseconds statementTimeout) {
  if (!database_.isOpen()) fail({}, {});
  QSqlQuery query(database_);
  const auto sql =
      QStringLiteral("BEGIN READ ONLY; SET LOCAL statement_timeout = %1").arg(statementTimeout.count());
  if (!query.exec(sql)) fail(query.lastError().nativeErrorCode(), query.lastError().databaseText());
}

void PgConnection::commit() {
  QSqlQuery query(database_);
  if (!query.exec(QStringLiteral("COMMIT")))
    fail(query.lastError().nativeErrorCode(), query.lastError().databaseText());
}

void PgConnection::rollback() noexcept {
  if (!open_ || !database_.isOpen()) return;
  QSqlQuery query(database_);
  query.exec(QStringLiteral("ROLLBACK"));
}

std::vector<query::Row> PgConnection::rows(const std::string& sql) {
  QSqlQuery query(database_);
  query.setForwardOnly(true);
  if (!query.exec(QString::fromStdString(sql)))
    fail(query.lastError().nativeErrorCode(), query.lastError().databaseText());
  const int columns = query.record().count();
  std::vector<query::Row> out;
  while (query.next()) {
    query::Row row;
    row.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) {
      const auto value = query.value(column);
      row.push_back(value.isNull() ? std::optional<std::string>() : value.toString().toStdString());
    }
    out.push_back(std::move(row));
  }
  if (query.lastError().isValid())
    fail(query.lastError().nativeErrorCode(), query.lastError().databaseText());
  return out;
}

std::vector<query::Row> PgConnection::blobs(const std::string& sql, std::size_t maxBytes) {
  constexpr int kBinary = 1;
  const Result result(PQexecParams(native(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, kBinary));
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
    const char* state = result ? PQresultErrorField(result.get(), PG_DIAG_SQLSTATE) : nullptr;
    fail(QString::fromLatin1(state), QString::fromUtf8(PQerrorMessage(native())));
  }
  std::vector<query::Row> out;
  std::size_t bytes = 0;
  for (int line = 0; line < PQntuples(result.get()); ++line) {
    out.push_back(rowOf(result.get(), line, bytes));
    if (bytes > maxBytes) {
      throw SourceFailure(
          {SourceError::Kind::unsupported, QStringLiteral("The answer is too large to be shown."), false});
    }
  }
  return out;
}

void PgConnection::fail(const QString& sqlState, const QString& message) {
  const bool connected = database_.isOpen() && native() != nullptr && PQstatus(native()) == CONNECTION_OK;
  const auto error = sourceErrorOf(sqlState, message, connected);
  if (!connected) close();
  throw SourceFailure(error);
}

PGconn* PgConnection::native() const {
  if (!database_.isValid() || database_.driver() == nullptr) return nullptr;
  const QVariant handle = database_.driver()->handle();
  // The driver's typedef is spelled either way, depending on how Qt was built.
  const QByteArrayView type(handle.typeName());
  if (!handle.isValid() || (type != "PGconn*" && type != "pg_conn*")) return nullptr;
  return *static_cast<PGconn* const*>(handle.constData());
}

SourceError sourceErrorOf(const QString& sqlState, const QString& message, bool connected) {
  using Kind = SourceError::Kind;
  if (!connected || sqlState.startsWith(QLatin1String("08")) || sqlState.startsWith(QLatin1String("57P"))) {
    return {Kind::unreachable,
            QStringLiteral("The connection to Postgres was lost; it is made again at the next question."),
            true};
  }
  auto text = message.section(QLatin1Char('\n'), 0, 0).trimmed();
  if (text.startsWith(QLatin1String("ERROR:"))) text = text.mid(6).trimmed();
  if (sqlState == QLatin1String("57014")) {
    return {Kind::timeout,
            QStringLiteral("Postgres did not answer within the time limit; narrow the filter or try again."),
            false};
  }
  if (sqlState == QLatin1String("25006")) {
    return {Kind::forbidden, QStringLiteral("Postgres refused a write: this connection only reads."), false};
  }
  if (sqlState == QLatin1String("42501")) {
    return {Kind::forbidden, QStringLiteral("The login may not read this (%1); grant it select.").arg(text),
            false};
  }
  if (sqlState == QLatin1String("42P01") || sqlState == QLatin1String("42703")) {
    return {Kind::unsupported, QStringLiteral("The schema changed while it was read (%1); reload.").arg(text),
            false};
  }
  return {Kind::refused, QStringLiteral("Postgres refused the question: %1.").arg(text), false};
}

}  // namespace heddle::client
