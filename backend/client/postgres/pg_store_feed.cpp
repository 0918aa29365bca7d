// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/pg_store_feed.h"

#include "backend/client/postgres/feed_reading.h"
#include "backend/client/postgres/list_reading.h"
#include "backend/client/postgres/store_reading.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/store_sql.h"

namespace heddle::client {
namespace {

void requireStoreFilter(const PgConnection& connection, const query::StoreQuery& query) {
  const auto errors = query::checkFilter(query::storeSchema(), query.filter, &connection.capabilities());
  if (!errors.empty())
    throw SourceFailure({SourceError::Kind::invalid, QString::fromStdString(errors.front().sentence), false});
}

}  // namespace

query::StorePage readStoreItems(PgConnection& connection, query::StoreQuery query) {
  using Clock = std::chrono::steady_clock;
  require(connection, query::Part::store);
  requireStoreFilter(connection, query);
  const auto& can = connection.capabilities();
  query::StorePage page;
  const int wanted = query.limit;
  const auto deadline = Clock::now() + kWalkTime;
  do {
    query.limit = wanted - static_cast<int>(page.items.size());
    auto part = query::storePageFrom(can, query, connection.rows(query::storeItemsSql(can, query)));
    std::move(part.items.begin(), part.items.end(), std::back_inserter(page.items));
    page.scanned += part.scanned;
    page.next = query.after = part.next;
  } while (page.next && static_cast<int>(page.items.size()) < wanted && Clock::now() < deadline);
  return page;
}

PgStoreFeed::PgStoreFeed(PgSession& session, QObject* parent)
    : StoreFeed(parent),
      level_(session, Lane::lists, this),
      items_(session, Lane::lists, this),
      item_(session, Lane::details, this) {
  qRegisterMetaType<query::StoreLevel>();
  qRegisterMetaType<query::StorePage>();
  qRegisterMetaType<query::StoreItemDetail>();
}

quint64 PgStoreFeed::loadLevel(const Labels& labels) {
  return level_.ask(
      [labels](PgConnection& connection) -> std::any {
        require(connection, query::Part::store);
        const auto& can = connection.capabilities();
        return query::storeLevelFrom(can, labels, connection.rows(query::storeLevelSql(can, labels)));
      },
      answerTo<query::StoreLevel>(this, &StoreFeed::levelLoaded));
}

quint64 PgStoreFeed::loadItems(const query::StoreQuery& query) {
  return items_.ask(
      [query](PgConnection& connection) -> std::any { return readStoreItems(connection, query); },
      answerTo<query::StorePage>(this, &StoreFeed::itemsLoaded));
}

quint64 PgStoreFeed::loadItem(const Labels& labels, const std::string& key) {
  return item_.ask(
      [labels, key](PgConnection& connection) -> std::any {
        require(connection, query::Part::store);
        const auto& can = connection.capabilities();
        const auto rows = connection.blobs(query::storeItemSql(can, labels, key));
        if (rows.empty()) throw notFound(QStringLiteral("There is no such item in the store (any more)."));
        return query::storeItemFrom(can, rows.front());
      },
      answerTo<query::StoreItemDetail>(this, &StoreFeed::itemLoaded));
}

void PgStoreFeed::cancel() {
  level_.drop();
  items_.drop();
}

}  // namespace heddle::client
