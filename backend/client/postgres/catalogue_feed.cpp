// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/catalogue_feed.h"

#include "backend/client/postgres/feed_reading.h"
#include "backend/query/catalogue_sql.h"
#include "backend/wire/masking.h"

namespace heddle::client {
namespace {

/// Any table may hold what a caller logged in with: a run's arguments do, and so do copies of them.
query::RawPage masked(query::RawPage page) {
  for (auto& row : page.rows) {
    for (auto& cell : row) {
      if (!cell) continue;
      const auto start = cell->find_first_not_of(" \t\r\n");
      if (start == std::string::npos || ((*cell)[start] != '{' && (*cell)[start] != '[')) continue;
      cell = wire::withoutSecrets(std::move(*cell));
    }
  }
  return page;
}

}  // namespace

CatalogueFeed::CatalogueFeed(PgSession& session, QObject* parent)
    : QObject(parent),
      tables_(session, Lane::lists, this),
      rows_(session, Lane::details, this),
      lookup_(session, Lane::details, this) {
  qRegisterMetaType<query::RawPage>();
}

quint64 CatalogueFeed::loadTables() {
  return tables_.ask(
      [](PgConnection& connection) -> std::any {
        return mapped(connection.rows(query::tablesSql()), query::tableFrom);
      },
      answerTo<std::vector<query::TableRecord>>(this, &CatalogueFeed::tablesLoaded));
}

quint64 CatalogueFeed::loadRows(const query::TableRecord& table, const std::string& after) {
  return rows_.ask(
      [table, after](PgConnection& connection) -> std::any {
        const auto columns = connection.rows(query::columnsSql(table));
        if (columns.empty()) throw notFound(QStringLiteral("There is no such table (any more)."));
        return masked(
            query::rawPageFrom(table, columns, connection.rows(query::rawRowsSql(table, columns, after))));
      },
      answerTo<query::RawPage>(this, &CatalogueFeed::rowsLoaded));
}

quint64 CatalogueFeed::find(const std::string& id) {
  return lookup_.ask(
      [id](PgConnection& connection) -> std::any {
        const auto sql = query::findSql(connection.capabilities(), id);
        std::vector<query::FoundObject> found;
        if (!sql.empty()) found = mapped(connection.rows(sql), query::foundFrom);
        if (!found.empty()) return found;
        for (const auto& deeper : query::findCheckpointSql(connection.capabilities(), id)) {
          if (found.empty()) found = mapped(connection.rows(deeper), query::foundFrom);
        }
        return found;
      },
      answerTo<std::vector<query::FoundObject>>(this, &CatalogueFeed::found));
}

}  // namespace heddle::client
