// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_connection.h"

#include "backend/client/postgres/connect_options.h"
#include "backend/client/postgres/source_failure.h"

#include <atomic>
#include <limits>

#include <QSqlDriver>
#include <QSqlError>
#include <QVariant>

namespace heddle::client {
namespace {

QString uniqueName() {
  static std::atomic<quint64> count = 0;
  return QStringLiteral("heddle-%1").arg(++count);
}

/// After a longer silence a dead connection may look alive: firewalls forget, laptops sleep.
constexpr std::chrono::seconds kTrusted{1};

constexpr std::chrono::seconds kCatalogueTimeout{10};
/// What a database lacks is not looked up for every page that asks.
constexpr std::chrono::seconds kFresh{2};

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

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

std::vector<query::Row> rowsOf(const PGresult* result, std::size_t maxBytes) {
  std::vector<query::Row> out;
  out.reserve(static_cast<std::size_t>(PQntuples(result)));
  std::size_t bytes = 0;
  for (int line = 0; line < PQntuples(result); ++line) {
    out.push_back(rowOf(result, line, bytes));
    if (bytes > maxBytes) {
      throw SourceFailure(
          {SourceError::Kind::unsupported, QStringLiteral("The answer is too large to be shown."), false});
    }
  }
  return out;
}

}  // namespace

PgConnection::PgConnection(deployment::PostgresTarget target, std::chrono::milliseconds statementTimeout,
                           CancelHandle& cancel)
    : target_(std::move(target)), statementTimeout_(statementTimeout), cancel_(cancel), name_(uniqueName()) {}

PgConnection::~PgConnection() {
  close();
}

void PgConnection::open() {
  if (isOpen()) return;
  connectDriver();
  adoptDriver();
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

void PgConnection::adoptDriver() {
  const QVariant handle = database_.driver()->handle();
  // The driver's typedef is spelled either way, depending on how Qt was built.
  const QByteArrayView type(handle.typeName());
  if (handle.isValid() && (type == "PGconn*" || type == "pg_conn*"))
    native_ = *static_cast<PGconn* const*>(handle.constData());
  if (native_ == nullptr || PQenterPipelineMode(native_) != 1) {
    close();
    throw SourceFailure({SourceError::Kind::unsupported,
                         QStringLiteral("Qt's PostgreSQL driver does not give its connection to libpq."),
                         false});
  }
  PQsetNoticeReceiver(native_, &PgConnection::noticed, this);
  farewell_ = false;
  cancel_.adopt(native_);
}

void PgConnection::close() {
  cancel_.forget();
  native_ = nullptr;
  if (!database_.isValid()) return;
  database_.close();
  database_ = QSqlDatabase();  // the last copy must be gone before the name is removed
  QSqlDatabase::removeDatabase(name_);
}

void PgConnection::readCapabilities() {
  std::vector<query::CatalogueColumn> columns;
  const auto catalogue = read(query::catalogueSql(), kCatalogueTimeout, PgFormat::text);
  for (const auto& row : rowsOf(catalogue.get(), kNoLimit)) {
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
  capabilities_ = std::move(found);
  looked_ = std::chrono::steady_clock::now();
  missed_ = false;
}

bool PgConnection::refreshCapabilities() {
  if (!isOpen() || (!missed_ && std::chrono::steady_clock::now() - looked_ < kFresh)) return false;
  const auto before = capabilities_;
  readCapabilities();
  return !(capabilities_ == before);
}

std::chrono::microseconds PgConnection::measureClock() {
  using namespace std::chrono;
  const auto here = [] { return duration_cast<microseconds>(system_clock::now().time_since_epoch()); };
  const auto before = here();
  const auto answer = rows("select (extract(epoch from clock_timestamp()) * 1000000)::bigint::text");
  const auto after = here();
  return microseconds(query::microsAt(answer.at(0), 0).value_or(0)) - (before + after) / 2;
}

bool PgConnection::isAlive(std::chrono::steady_clock::time_point now) {
  if (!isOpen() || PQconsumeInput(native_) == 0) return false;
  PQisBusy(native_);  // takes in what came, which may be a farewell
  if (farewell_ || PQtransactionStatus(native_) != PQTRANS_IDLE) return false;
  return now - heard_ < kTrusted || roundTrip(native_);
}

std::vector<query::Row> PgConnection::rows(const std::string& sql) {
  return rowsOf(read(sql, statementTimeout_, PgFormat::text).get(), kNoLimit);
}

std::vector<query::Row> PgConnection::blobs(const std::string& sql, std::size_t maxBytes) {
  return rowsOf(read(sql, statementTimeout_, PgFormat::binary).get(), maxBytes);
}

PgResultHandle PgConnection::read(const std::string& sql, std::chrono::milliseconds timeout,
                                  PgFormat format) {
  if (!isOpen()) fail({});
  auto answer = readInTransaction(native_, sql, timeout, format);
  const auto status = PQresultStatus(answer.result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(answer);
  heard_ = std::chrono::steady_clock::now();
  return std::move(answer.result);
}

void PgConnection::fail(const PgAnswer& answer) {
  const auto* result = answer.result.get();
  const bool connected = isOpen() && !answer.silent && PQstatus(native_) == CONNECTION_OK && !farewell_;
  auto error = sourceErrorOf(QString::fromLatin1(PQresultErrorField(result, PG_DIAG_SQLSTATE)),
                             QString::fromUtf8(PQresultErrorMessage(result)), connected);
  if (answer.silent) {
    error.sentence =
        QStringLiteral("Postgres has stopped answering; a new connection is made at the next question.");
  }
  missed_ = connected && error.kind == SourceError::Kind::unsupported;
  if (!connected) close();
  throw SourceFailure(error);
}

void PgConnection::noticed(void* connection, const PGresult* notice) {
  // An error that answers no statement is the server ending the connection; a notice is of no use to a
  // reader, and libpq would print it.
  const QByteArrayView severity(PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED));
  if (severity == "FATAL" || severity == "PANIC") static_cast<PgConnection*>(connection)->farewell_ = true;
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
  if (sqlState == QLatin1String("2201B"))
    return {Kind::invalid, QStringLiteral("Postgres does not accept this filter: %1.").arg(text), false};
  return {Kind::refused, QStringLiteral("Postgres refused the question: %1.").arg(text), false};
}

}  // namespace heddle::client
