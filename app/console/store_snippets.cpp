// SPDX-License-Identifier: Apache-2.0
#include "app/console/store_snippets.h"

#include "app/console/list_snippets.h"
#include "backend/query/filter/schema_sql.h"
#include "backend/query/sql_text.h"
#include "backend/query/store_sql.h"
#include "models/format/snippets.h"
#include "models/tables/cell_text.h"
#include "models/values/value_text.h"

#include <QUrl>

namespace heddle::console {

namespace {

QString encoded(const QString& text) {
  return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

}  // namespace

QString storeCurl(const QString& apiUrl, const QList<models::StoreItemRow>& items) {
  QStringList lines;
  for (const auto& item : items) {
    // Reading may not make the item live longer.
    lines.append(QStringLiteral("curl -sS -H \"x-api-key: $LANGGRAPH_API_KEY\" ") +
                 shellWord(models::plainAddress(apiUrl) +
                           QStringLiteral("/store/items?namespace=%1&key=%2&refresh_ttl=false")
                               .arg(encoded(item.labels.join(u'.')), encoded(item.name))));
  }
  return lines.join(u'\n');
}

QString storeSdk(const QString& apiUrl, const QList<models::StoreItemRow>& items) {
  QString text =
      QStringLiteral("from langgraph_sdk import get_sync_client\n\nclient = get_sync_client(url=%1)\n")
          .arg(models::jsonQuoted(models::plainAddress(apiUrl)));
  for (const auto& item : items) {
    QStringList labels;
    for (const QString& label : item.labels)
      labels.append(models::jsonQuoted(label));
    text += QStringLiteral("print(client.store.get_item([%1], key=%2, refresh_ttl=False))\n")
                .arg(labels.join(QStringLiteral(", ")), models::jsonQuoted(item.name));
  }
  return text;
}

QString storeSql(const query::Capabilities& capabilities, const QList<models::StoreItemRow>& items) {
  QStringList places;
  for (const auto& item : items) {
    std::vector<std::string> labels;
    for (const QString& label : item.labels)
      labels.push_back(models::utf8(label));
    places.append(models::qtext("(" + query::literal(query::storePath(capabilities, labels)) + ", " +
                                query::literal(models::utf8(item.name)) + ")"));
  }
  return models::qtext("select * from " + query::tableSql(capabilities, "store") + " where (" +
                       std::string(query::storeColumn(capabilities)) + ", key) in (") +
         places.join(QStringLiteral(", ")) + u')';
}

QString storeCommand(const QString& deployment, const QList<models::StoreItemRow>& items, bool ofRedis) {
  const QString from = ofRedis ? QStringLiteral(" --from redis") : QString();
  QStringList lines;
  for (const auto& item : items) {
    QStringList words;
    for (const QString& label : item.labels + QStringList{item.name})
      words.append(shellWord(label));
    // A word may begin with a dash.
    lines.append(QStringLiteral("heddle store get --deployment %1%2 --json -- %3")
                     .arg(shellWord(deployment), from, words.join(u' ')));
  }
  return lines.join(u'\n');
}

}  // namespace heddle::console
