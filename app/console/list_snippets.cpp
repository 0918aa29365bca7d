// SPDX-License-Identifier: Apache-2.0
#include "app/console/list_snippets.h"

#include "backend/query/redis_saver.h"
#include "models/format/snippets.h"
#include "models/tables/cell_text.h"
#include "models/values/value_text.h"

#include <QRegularExpression>

namespace heddle::console {
namespace {

using models::qtext;

QString pathOf(const query::ListSchema& schema, const RowAddress& row) {
  const QString list = qtext(schema.name);
  const QString own = QLatin1Char('/') + list + QLatin1Char('/') + row.id;
  return row.thread.isEmpty() ? own : QStringLiteral("/threads/") + row.thread + own;
}

}  // namespace

QString shellWord(const QString& text) {
  static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./:@%+=,-]+$"));
  if (plain.match(text).hasMatch()) return text;
  return QLatin1Char('\'') + QString(text).replace(QLatin1Char('\''), QStringLiteral("'\\''")) +
         QLatin1Char('\'');
}

QString listCommand(const query::ListSchema& schema, const QString& deployment, const QString& filter,
                    bool oldestFirst) {
  QString line =
      QStringLiteral("heddle %1 list --deployment %2").arg(qtext(schema.name), shellWord(deployment));
  if (!filter.isEmpty())
    line += QStringLiteral(" --filter ") + QLatin1Char('\'') +
            QString(filter).replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
  if (oldestFirst) line += QStringLiteral(" --oldest-first");
  return line + QStringLiteral(" --json");
}

QString curlSnippet(const query::ListSchema& schema, const QString& apiUrl, const QList<RowAddress>& rows) {
  QStringList lines;
  if (schema.one == "cron") {  // the API has no way to read one
    return QStringLiteral(
               "curl -sS -H \"x-api-key: $LANGGRAPH_API_KEY\" -H 'content-type: application/json' -d '{}' ") +
           shellWord(models::plainAddress(apiUrl) + QStringLiteral("/runs/crons/search"));
  }
  for (const RowAddress& row : rows) {
    lines.append(QStringLiteral("curl -sS -H \"x-api-key: $LANGGRAPH_API_KEY\" ") +
                 shellWord(models::plainAddress(apiUrl) + pathOf(schema, row)));
  }
  return lines.join(QLatin1Char('\n'));
}

QString sdkSnippet(const query::ListSchema& schema, const QString& apiUrl, const QList<RowAddress>& rows) {
  QString text =
      QStringLiteral("from langgraph_sdk import get_sync_client\n\nclient = get_sync_client(url=%1)\n")
          .arg(models::jsonQuoted(models::plainAddress(apiUrl)));
  if (schema.one == "cron") return text + QStringLiteral("print(client.crons.search())\n");
  for (const RowAddress& row : rows) {
    const QString ids = row.thread.isEmpty() ? models::jsonQuoted(row.id)
                                             : models::jsonQuoted(row.thread) + QStringLiteral(", ") +
                                                   models::jsonQuoted(row.id);
    text += QStringLiteral("print(client.%1.get(%2))\n").arg(qtext(schema.name), ids);
  }
  return text;
}

QString sqlSnippet(const query::ListSchema& schema, const query::Capabilities& capabilities,
                   const QList<RowAddress>& rows) {
  std::vector<std::string> ids;
  for (const RowAddress& row : rows)
    ids.push_back(row.id.toStdString());
  return qtext("select * from " + schema.tableSql(capabilities) + " where " + std::string(schema.idColumn) +
               " = any (" + query::uuidArray(ids) + ")");
}

QString redisSnippet(const std::vector<query::SaverPlace>& savers, const QStringList& addresses) {
  QStringList lines;
  for (const QString& text : addresses) {
    const auto address = query::saverAddressed(savers, text.toStdString());
    for (const auto& place : address.places) {
      QStringList words{QStringLiteral("redis-cli")};
      for (const auto& word : query::saverSearch(place, {address.thread, {}, {}}))
        words.append(shellWord(qtext(word)));
      lines.append(words.join(u' '));
    }
  }
  return lines.join(u'\n');
}

}  // namespace heddle::console
