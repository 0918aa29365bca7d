// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/cron_feed.h"

#include "backend/client/postgres/feed_reading.h"
#include "backend/client/postgres/list_reading.h"
#include "backend/query/cron_sql.h"
#include "backend/wire/masking.h"

namespace heddle::client {
namespace {

using CronPage = query::Page<query::CronRecord>;
using Crons = std::vector<query::CronRecord>;

query::CronDetail readCron(PgConnection& connection, const std::string& cronId) {
  require(connection, query::Part::crons);
  const auto& can = connection.capabilities();
  const auto rows = connection.blobs(query::cronDetailSql(can, cronId));
  if (rows.empty()) throw notFound(QStringLiteral("There is no cron with this id (any more)."));
  auto detail = query::cronDetailFrom(rows.front());
  const auto history = query::cronHistorySql(can, cronId);
  if (!history.empty()) detail.fires = mapped(connection.rows(history), query::cronFireFrom);
  return detail;
}

Crons readScheduled(PgConnection& connection) {
  require(connection, query::Part::crons);
  query::CronQuery query;
  query.limit = CronFeed::kForecastCrons;
  if (connection.capabilities().cronEnabled)
    query.filter = query::readFilter(query::cronsSchema(), "has:enabled").filter;
  return readList(connection, query::cronsSchema(), query, query::cronFrom).rows;
}

}  // namespace

CronFeed::CronFeed(PgSession& session, QObject* parent)
    : QObject(parent),
      page_(session, Lane::lists, this),
      count_(session, Lane::lists, this),
      reread_(session, Lane::lists, this),
      scheduled_(session, Lane::details, this),
      detail_(session, Lane::details, this) {
  qRegisterMetaType<CronPage>();
  qRegisterMetaType<query::CronDetail>();
}

quint64 CronFeed::load(const query::CronQuery& query) {
  return page_.ask(
      [query](PgConnection& connection) -> std::any {
        require(connection, query::Part::crons);
        return readList(connection, query::cronsSchema(), query, query::cronFrom);
      },
      answerTo<CronPage>(this, &CronFeed::loaded));
}

quint64 CronFeed::countBeyond(const query::CronQuery& query, const query::Key& top) {
  return count_.ask(
      [query, top](PgConnection& connection) -> std::any {
        require(connection, query::Part::crons);
        return query::newerCountFrom(
            connection.rows(query::beyondSql(query::cronsSchema(), connection.capabilities(), query, top)));
      },
      answerTo<query::NewerCount>(this, &CronFeed::counted));
}

quint64 CronFeed::reread(const std::vector<std::string>& cronIds, const query::CronQuery& query) {
  return reread_.ask(
      [cronIds, query](PgConnection& connection) -> std::any {
        require(connection, query::Part::crons);
        return mapped(
            connection.rows(query::byIdSql(query::cronsSchema(), connection.capabilities(), cronIds, query)),
            query::rereadCronFrom);
      },
      answerTo<Crons>(this, &CronFeed::rereadDone));
}

void CronFeed::cancel() {
  page_.drop();
  count_.drop();
  reread_.drop();
}

quint64 CronFeed::loadScheduled() {
  return scheduled_.ask([](PgConnection& connection) -> std::any { return readScheduled(connection); },
                        answerTo<Crons>(this, &CronFeed::scheduledLoaded));
}

quint64 CronFeed::loadDetail(const std::string& cronId) {
  return detail_.ask([cronId](PgConnection& connection) -> std::any { return readCron(connection, cronId); },
                     answerTo<query::CronDetail>(this, &CronFeed::detailLoaded));
}

}  // namespace heddle::client
