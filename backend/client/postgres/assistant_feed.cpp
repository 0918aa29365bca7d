// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/assistant_feed.h"

#include "backend/client/postgres/feed_reading.h"
#include "backend/client/postgres/list_reading.h"
#include "backend/query/thread_sql.h"

namespace heddle::client {
namespace {

using AssistantPage = query::Page<query::AssistantRecord>;

query::AssistantDetail readAssistant(PgConnection& connection, const std::string& assistantId) {
  require(connection, query::Part::assistants);
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
    : QObject(parent),
      page_(session, Lane::lists, this),
      count_(session, Lane::lists, this),
      reread_(session, Lane::lists, this),
      detail_(session, Lane::details, this) {
  qRegisterMetaType<AssistantPage>();
  qRegisterMetaType<query::AssistantDetail>();
}

quint64 AssistantFeed::load(const query::AssistantQuery& query) {
  return page_.ask(
      [query](PgConnection& connection) -> std::any {
        return readList(connection, query::assistantsSchema(), query, query::assistantFrom);
      },
      answerTo<AssistantPage>(this, &AssistantFeed::loaded));
}

quint64 AssistantFeed::countBeyond(const query::AssistantQuery& query, const query::Key& top) {
  return count_.ask(
      [query, top](PgConnection& connection) -> std::any {
        require(connection, query::Part::assistants);
        return query::newerCountFrom(
            connection.rows(query::assistantsBeyondSql(connection.capabilities(), query, top)));
      },
      answerTo<query::NewerCount>(this, &AssistantFeed::counted));
}

quint64 AssistantFeed::reread(const std::vector<std::string>& assistantIds,
                              const query::AssistantQuery& query) {
  return reread_.ask(
      [assistantIds, query](PgConnection& connection) -> std::any {
        require(connection, query::Part::assistants);
        return mapped(
            connection.rows(query::assistantsByIdSql(connection.capabilities(), assistantIds, query)),
            query::rereadAssistantFrom);
      },
      answerTo<std::vector<query::AssistantRecord>>(this, &AssistantFeed::rereadDone));
}

void AssistantFeed::cancel() {
  page_.drop();
  count_.drop();
  reread_.drop();
}

quint64 AssistantFeed::loadDetail(const std::string& assistantId) {
  return detail_.ask(
      [assistantId](PgConnection& connection) -> std::any { return readAssistant(connection, assistantId); },
      answerTo<query::AssistantDetail>(this, &AssistantFeed::detailLoaded));
}

}  // namespace heddle::client
