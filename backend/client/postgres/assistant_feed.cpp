// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/assistant_feed.h"

#include "backend/client/postgres/feed_reading.h"
#include "backend/query/thread_sql.h"

namespace heddle::client {
namespace {

using AssistantPage = query::Page<query::AssistantRecord>;

query::AssistantDetail readDetail(PgConnection& connection, const std::string& assistantId) {
  requireLists(connection);
  const auto& can = connection.capabilities();
  const auto rows = connection.blobs(query::assistantDetailSql(can, assistantId));
  if (rows.empty()) throw notFound(QStringLiteral("There is no assistant with this id (any more)."));
  auto detail = query::assistantDetailFrom(rows.front());
  if (can.assistantVersions) {
    detail.versions =
        mapped(connection.blobs(query::assistantVersionsSql(can, assistantId)), query::assistantVersionFrom);
  }
  return detail;
}

}  // namespace

AssistantFeed::AssistantFeed(PgSession& session, QObject* parent)
    : QObject(parent), page_(session, Lane::lists, this), detail_(session, Lane::details, this) {
  qRegisterMetaType<AssistantPage>();
  qRegisterMetaType<query::AssistantDetail>();
}

quint64 AssistantFeed::load(const query::AssistantQuery& query) {
  return page_.ask(
      [query](PgConnection& connection) -> std::any {
        requireLists(connection);
        const auto statement = query::assistantsPageSql(connection.capabilities(), query);
        return query::assistantsPageFrom(statement, connection.rows(statement.sql));
      },
      answerTo<AssistantPage>(this, &AssistantFeed::loaded));
}

quint64 AssistantFeed::loadDetail(const std::string& assistantId) {
  return detail_.ask(
      [assistantId](PgConnection& connection) -> std::any { return readDetail(connection, assistantId); },
      answerTo<query::AssistantDetail>(this, &AssistantFeed::detailLoaded));
}

}  // namespace heddle::client
