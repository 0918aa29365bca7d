// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/connect_options.h"

namespace heddle::client {
namespace {

void setDefault(deployment::PostgresTarget& target, const char* keyword, const char* value) {
  if (target.value(keyword).empty()) target.set(keyword, value);
}

QString placeOf(const deployment::PostgresTarget& target) {
  const auto host = QString::fromStdString(target.value("host"));
  const auto port = QString::fromStdString(target.value("port"));
  if (host.isEmpty()) return QStringLiteral("the local socket");
  if (host.startsWith(QLatin1Char('/'))) return QStringLiteral("the socket in %1").arg(host);
  return port.isEmpty() ? host : host + QLatin1Char(':') + port;
}

}  // namespace

core::Result<ConnectOptions> connectOptions(const deployment::PostgresTarget& given) {
  auto target = given;
  setDefault(target, "application_name", "heddle-console");
  setDefault(target, "connect_timeout", "5");
  setDefault(target, "keepalives_idle", "30");
  ConnectOptions out;
  const auto password = target.value("password");
  if (password.find(';') != std::string::npos) {
    out.password = QString::fromStdString(password);
    target.set("password", "");
  }
  for (const auto& [keyword, value] : target.keywords) {
    if (value.find(';') == std::string::npos) continue;
    return core::Error{core::ErrorCode::invalid, "The Postgres parameter " + keyword +
                                                     " holds a semicolon, which cannot be passed on."};
  }
  out.options = QString::fromStdString(target.conninfo());
  return out;
}

QString connectFailureSentence(const deployment::PostgresTarget& target, const QString& message) {
  const auto place = placeOf(target);
  const auto has = [&](const char* part) {
    return message.contains(QLatin1String(part), Qt::CaseInsensitive);
  };
  if (has("password authentication failed") || has("no password supplied")) {
    return QStringLiteral("Postgres at %1 refused the login; check user and password.").arg(place);
  }
  if (has("does not exist") && has("database")) {
    return QStringLiteral("Postgres at %1 has no database \"%2\"; check the name.")
        .arg(place, QString::fromStdString(target.value("dbname")));
  }
  if (has("role") && has("does not exist")) {
    return QStringLiteral("Postgres at %1 knows no such user; check the name.").arg(place);
  }
  if (has("pg_hba.conf")) {
    return QStringLiteral("Postgres at %1 does not let this computer or user in (pg_hba.conf).").arg(place);
  }
  if (has("could not translate host name"))
    return QStringLiteral("The host of %1 has no address; check its spelling.").arg(place);
  if (has("Connection refused"))
    return QStringLiteral("Nothing answers at %1; is Postgres running, is the port right?").arg(place);
  if (has("No such file or directory"))
    return QStringLiteral("There is no %1; is Postgres running?").arg(place);
  if (has("timeout expired"))
    return QStringLiteral("%1 does not answer; a firewall may drop the traffic.").arg(place);
  if (has("certificate") || has("SSL"))
    return QStringLiteral("TLS with %1 failed; check sslmode and sslrootcert.").arg(place);
  if (has("too many connections") || has("remaining connection slots")) {
    return QStringLiteral("Postgres at %1 has no connection left; close some or raise max_connections.")
        .arg(place);
  }
  if (has("starting up") || has("shutting down"))
    return QStringLiteral("Postgres at %1 is starting or stopping; try again shortly.").arg(place);
  return QStringLiteral("Postgres at %1 cannot be reached.").arg(place);
}

}  // namespace heddle::client
