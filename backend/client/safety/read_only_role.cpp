// SPDX-License-Identifier: Apache-2.0
#include "backend/client/safety/read_only_role.h"

namespace heddle::client {
namespace {

/// An SQL identifier, whatever its characters.
QString identifier(QString name) {
  return QLatin1Char('"') + name.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

/// A pattern that matches the prefix itself: what a glob would take for its own is escaped.
QString literalPattern(const std::string& prefix) {
  QString pattern;
  for (const QChar letter : QString::fromStdString(prefix)) {
    if (QStringLiteral("*?[]\\").contains(letter)) pattern += QLatin1Char('\\');
    pattern += letter;
  }
  return pattern + QLatin1Char('*');
}

}  // namespace

QString readOnlyRoleSql(const std::string& database, const std::string& schema) {
  const QString name = database.empty() ? QStringLiteral("DATABASE") : QString::fromStdString(database);
  return QStringLiteral(
             "-- As an administrator, in the database %1. Then: \\password heddle_reader\n"
             "create role heddle_reader login nosuperuser nocreatedb nocreaterole noreplication\n"
             "  connection limit 20;\n"
             "alter role heddle_reader set default_transaction_read_only = on;\n"
             "alter role heddle_reader set statement_timeout = '60s';\n"
             "grant connect on database %2 to heddle_reader;\n"
             "grant usage on schema %3 to heddle_reader;\n"
             "grant select on all tables in schema %3 to heddle_reader;\n"
             "-- As the owner of the tables, for those that migrations add:\n"
             "alter default privileges in schema %3 grant select on tables to heddle_reader;\n")
      .arg(QString(name).replace(QLatin1Char('\n'), QLatin1Char(' ')), identifier(name),
           identifier(QString::fromStdString(schema)));
}

QString readOnlyAcl(const std::string& prefix) {
  const QString pattern = literalPattern(prefix);
  // By category, so that it holds on servers that do not know the newest commands.
  return QStringLiteral(
             "ACL SETUSER heddle-reader reset on ~%1 &%1 -@all +@read -keys +ping +hello "
             "+select +client|setname +subscribe +psubscribe +unsubscribe +punsubscribe +pubsub +info +time "
             "+role +xinfo +memory|usage +object")
      .arg(pattern);
}

}  // namespace heddle::client
