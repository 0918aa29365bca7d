// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/connect_options.h"
#include "backend/client/stages/stage_log.h"
#include "backend/client/stages/tls_stage.h"
#include "backend/deployment/postgres_uri.h"
#include "backend/query/capabilities.h"
#include "backend/query/sql_text.h"

#include <cmath>
#include <memory>

#include <QDateTime>
#include <QSslSocket>
#include <libpq-fe.h>

namespace heddle::client {
namespace {

struct Closer {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, Closer>;

/// Rows as text; nothing on an error, whose text goes to `complaint`.
std::optional<std::vector<query::Row>> ask(PGconn* connection, const std::string& sql, QString& complaint) {
  const std::unique_ptr<PGresult, Closer> result(PQexec(connection, sql.c_str()));
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
    complaint = QString::fromUtf8(PQerrorMessage(connection)).section(QLatin1Char('\n'), 0, 0);
    return std::nullopt;
  }
  std::vector<query::Row> rows;
  for (int line = 0; line < PQntuples(result.get()); ++line) {
    query::Row row;
    for (int column = 0; column < PQnfields(result.get()); ++column) {
      if (PQgetisnull(result.get(), line, column) != 0)
        row.emplace_back();
      else
        row.emplace_back(PQgetvalue(result.get(), line, column));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

QString firstOf(const std::string& list) {
  return QString::fromStdString(list).section(QLatin1Char(','), 0, 0);
}

void testPlace(StageLog& log, const deployment::PostgresTarget& target) {
  const auto host = firstOf(target.value("host").empty() ? target.value("hostaddr") : target.value("host"));
  auto port = firstOf(target.value("port"));
  if (port.isEmpty()) port = QStringLiteral("5432");
  if (host.isEmpty() || host.startsWith(QLatin1Char('/'))) {
    const auto folder = host.isEmpty() ? QStringLiteral("/var/run/postgresql") : host;
    testSocketFile(log, folder + QStringLiteral("/.s.PGSQL.") + port, QStringLiteral("Postgres"));
  } else {
    testReachable(log, {host, port.toUShort()}, QStringLiteral("Postgres"));
  }
}

/// libpq only says that the certificate was refused. Asked once more, without a login, to tell why.
void tellRefusedCertificate(StageLog& log, const deployment::PostgresTarget& target,
                            const QString& sentence) {
  const auto fix = QStringLiteral("Set sslmode and sslrootcert to what the server offers.");
  const auto port = firstOf(target.value("port"));
  QSslSocket socket;
  trust(socket, target.value("sslrootcert"));
  socket.connectToHost(firstOf(target.value("host")), port.isEmpty() ? 5432 : port.toUShort());
  const QByteArray sslRequest("\x00\x00\x00\x08\x04\xd2\x16\x2f", 8);
  char answer = 0;
  if (!socket.waitForConnected(kPatienceMs) || socket.write(sslRequest) != sslRequest.size() ||
      !socket.waitForReadyRead(kPatienceMs) || !socket.getChar(&answer) || answer != 'S') {
    log.failed(sentence, fix);
    return;
  }
  socket.startClientEncryption();
  tellHandshake(log, socket, fix);
}

/// libpq does TLS, login and database in one go: its message tells at which it stopped.
void tellConnectFailure(StageLog& log, const deployment::PostgresTarget& target, const QString& message) {
  const auto sentence = connectFailureSentence(target, message);
  const auto has = [&](const char* part) {
    return message.contains(QLatin1String(part), Qt::CaseInsensitive);
  };
  const bool noDatabase = has("database") && has("does not exist");
  const bool tls = (has("SSL") || has("certificate")) && !has("pg_hba.conf");
  if (has("certificate verify failed") || has("does not match host name")) {
    tellRefusedCertificate(log, target, sentence);
    if (log.goesOn()) log.failed(sentence, QStringLiteral("Try again."));  // accepted this time
    return;
  }
  if (tls) {
    log.failed(sentence, QStringLiteral("Set sslmode and sslrootcert to what the server offers."));
    return;
  }
  log.passed(QStringLiteral("no objection"));
  if (!noDatabase) {
    log.failed(sentence, has("no password supplied")
                             ? QStringLiteral("Add the password to the URI.")
                             : QStringLiteral("Check user, password and the server's pg_hba.conf."));
    return;
  }
  log.passed(QString::fromStdString(target.value("user")));
  log.failed(sentence, QStringLiteral("Correct the name after the last / of the URI."));
}

void testConnected(StageLog& log, PGconn* connection) {
  const bool tls = PQsslInUse(connection) != 0;
  log.passed(tls ? QStringLiteral("%1, %2").arg(QString::fromUtf8(PQsslAttribute(connection, "protocol")),
                                                QString::fromUtf8(PQsslAttribute(connection, "cipher")))
                 : QStringLiteral("not used"));
  log.passed(QString::fromUtf8(PQuser(connection)));
  log.passed(QString::fromUtf8(PQdb(connection)));
}

query::Capabilities readCapabilities(PGconn* connection, QString& complaint) {
  std::vector<query::CatalogueColumn> columns;
  for (const auto& row :
       ask(connection, query::catalogueSql(), complaint).value_or(std::vector<query::Row>())) {
    columns.push_back({query::textAt(row, 0), query::textAt(row, 1), query::textAt(row, 2),
                       query::textAt(row, 3), query::intAt(row, 4)});
  }
  auto found = query::decide(columns);
  if (const auto sql = query::ledgerSql(found); !sql.empty()) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& row : ask(connection, sql, complaint).value_or(std::vector<query::Row>())) {
      pairs.emplace_back(query::textAt(row, 0), query::textAt(row, 1));
    }
    query::applyLedger(found, pairs);
  }
  return found;
}

void testPrivileges(StageLog& log, PGconn* connection, const query::Capabilities& found, bool isLocal) {
  const std::string table = found.runs          ? (found.flavour == query::Flavour::aegra ? "runs" : "run")
                            : found.checkpoints ? "checkpoints"
                                                : "";
  if (table.empty()) {
    log.passed(QStringLiteral("no table to read"));
    return;
  }
  const auto name = query::literal(query::identifier(found.schema) + "." + query::identifier(table));
  QString complaint;
  const auto rows =
      ask(connection,
          "select has_table_privilege(" + name + ", 'select'), has_table_privilege(" + name + ", 'insert')",
          complaint);
  if (!rows || rows->empty()) {
    log.failed(complaint, QStringLiteral("Ask for usage on the schema and select on its tables."));
  } else if (!query::flagAt(rows->front(), 0)) {
    log.failed(QStringLiteral("The login may not read the table %1.").arg(QString::fromStdString(table)),
               QStringLiteral("Grant it select on all tables of the schema."));
  } else if (query::flagAt(rows->front(), 1) && !isLocal) {
    log.warned(QStringLiteral("can read and write"),
               QStringLiteral("The console never writes; a role with select only is safer."));
  } else {
    log.passed(query::flagAt(rows->front(), 1) ? QStringLiteral("can read and write")
                                               : QStringLiteral("can read"));
  }
}

void testVersion(StageLog& log, PGconn* connection) {
  const int version = PQserverVersion(connection);
  const auto text = QString::fromUtf8(PQparameterStatus(connection, "server_version"));
  constexpr int kOldest = 140000;
  if (version >= kOldest)
    log.passed(QStringLiteral("PostgreSQL %1").arg(text));
  else
    log.warned(QStringLiteral("PostgreSQL %1").arg(text),
               QStringLiteral("Lists need PostgreSQL 14 or newer."));
}

void testClock(StageLog& log, PGconn* connection) {
  QString complaint;
  const auto before = QDateTime::currentMSecsSinceEpoch();
  const auto rows =
      ask(connection, "select (extract(epoch from clock_timestamp()) * 1000)::bigint", complaint);
  const auto after = QDateTime::currentMSecsSinceEpoch();
  if (!rows || rows->empty()) {
    log.failed(complaint, QStringLiteral("Try again."));
    return;
  }
  const auto skew =
      static_cast<double>(query::microsAt(rows->front(), 0).value_or(0) - (before + after) / 2) / 1000.0;
  const auto text = QStringLiteral("%1 s").arg(skew, 0, 'f', 1);
  if (std::fabs(skew) > 2.0)
    log.warned(text, QStringLiteral("Set both clocks by NTP; ages are corrected meanwhile."));
  else
    log.passed(text);
}

}  // namespace

void testPostgres(StageLog& log, const deployment::Deployment& deployment) {
  auto target = deployment::parsePostgres(deployment.database).value();
  testPlace(log, target);
  if (!log.goesOn()) return;
  for (const auto& [keyword, value] :
       {std::pair{"application_name", "heddle-console"}, std::pair{"connect_timeout", "5"}}) {
    if (target.value(keyword).empty()) target.set(keyword, value);
  }
  const Connection connection(PQconnectdb(target.conninfo().c_str()));
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    tellConnectFailure(log, target, QString::fromUtf8(PQerrorMessage(connection.get())));
    return;
  }
  testConnected(log, connection.get());
  QString complaint;
  ask(connection.get(), "begin read only; set local statement_timeout = 10000; select 1", complaint);
  const auto found = readCapabilities(connection.get(), complaint);
  const bool isLocal = deployment.environment == deployment::Environment::local;
  testPrivileges(log, connection.get(), found, isLocal);
  testVersion(log, connection.get());
  const auto badge = QString::fromStdString(query::badge(found));
  log.recognised(QString::fromStdString(std::string(query::word(found.flavour))), badge);
  const QString seen = badge + QStringLiteral(": ") + QString::fromStdString(found.sentence);
  if (found.warnings.empty())
    log.passed(seen);
  else
    log.warned(seen, QString::fromStdString(found.warnings.front()));
  testClock(log, connection.get());
}

}  // namespace heddle::client
