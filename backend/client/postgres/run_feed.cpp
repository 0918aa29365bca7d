// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/run_feed.h"

#include "backend/client/postgres/feed_reading.h"
#include "backend/client/postgres/list_reading.h"
#include "backend/query/run_sql.h"
#include "backend/wire/masking.h"

namespace heddle::client {
namespace {

using RunPage = query::Page<query::RunRecord>;

}  // namespace

RunFeed::RunFeed(PgSession& session, QObject* parent)
    : QObject(parent),
      page_(session, Lane::lists, this),
      count_(session, Lane::lists, this),
      reread_(session, Lane::lists, this),
      summary_(session, Lane::lists, this) {
  qRegisterMetaType<RunPage>();
  qRegisterMetaType<query::RunDetail>();
}

quint64 RunFeed::load(const query::RunQuery& query) {
  return page_.ask(
      [query](PgConnection& connection) -> std::any {
        return readList(connection, query::runsSchema(), query, query::runFrom);
      },
      answerTo<RunPage>(this, &RunFeed::loaded));
}

quint64 RunFeed::countBeyond(const query::RunQuery& query, const query::Key& top) {
  return count_.ask(
      [query, top](PgConnection& connection) -> std::any {
        require(connection, query::Part::runs);
        return query::newerCountFrom(
            connection.rows(query::runsBeyondSql(connection.capabilities(), query, top)));
      },
      answerTo<query::NewerCount>(this, &RunFeed::counted));
}

quint64 RunFeed::reread(const std::vector<std::string>& runIds, const query::RunQuery& query) {
  return reread_.ask(
      [runIds, query](PgConnection& connection) -> std::any {
        require(connection, query::Part::runs);
        return mapped(connection.rows(query::runsByIdSql(connection.capabilities(), runIds, query)),
                      query::rereadRunFrom);
      },
      answerTo<std::vector<query::RunRecord>>(this, &RunFeed::rereadDone));
}

quint64 RunFeed::summarise() {
  return summary_.ask(
      [](PgConnection& connection) -> std::any {
        require(connection, query::Part::runs);
        const auto rows = connection.rows(query::pendingSummarySql(connection.capabilities()));
        return rows.empty() ? query::PendingSummary() : query::pendingSummaryFrom(rows.front());
      },
      answerTo<query::PendingSummary>(this, &RunFeed::summarised));
}

void RunFeed::cancel() {
  page_.drop();
  count_.drop();
  reread_.drop();
  summary_.drop();
}

RunDetailFeed::RunDetailFeed(PgSession& session, QObject* parent)
    : QObject(parent), detail_(session, Lane::details, this) {
  qRegisterMetaType<query::RunDetail>();
}

quint64 RunDetailFeed::load(const std::string& runId) {
  return detail_.ask(
      [runId](PgConnection& connection) -> std::any {
        require(connection, query::Part::runs);
        const auto rows = connection.blobs(query::runDetailSql(connection.capabilities(), runId));
        if (rows.empty()) throw notFound(QStringLiteral("There is no run with this id (any more)."));
        return query::runDetailFrom(rows.front());
      },
      answerTo<query::RunDetail>(this, &RunDetailFeed::loaded));
}

}  // namespace heddle::client
