// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/list_sizes.h"

#include "backend/client/postgres/feed_reading.h"
#include "backend/query/list_sql.h"

namespace heddle::client {
namespace {

std::optional<ListSize> sizeOf(PgConnection& connection, const query::ListSchema& schema) {
  const auto& can = connection.capabilities();
  if (!query::absence(can, schema.part).empty()) return std::nullopt;
  const auto few = query::boundedCountSql(schema, can, ListSizes::kCountedExactly + 1);
  if (few.empty()) return std::nullopt;
  const auto counted = numberOf(connection, few);
  if (!counted) return std::nullopt;
  if (*counted <= ListSizes::kCountedExactly) return ListSize{schema.part, *counted, true};
  const auto about = numberOf(connection, query::estimateSql(schema, can)).value_or(0);
  // A table that has grown since the last analyze has at least what was just counted.
  return ListSize{schema.part, std::max(about, *counted), false};
}

}  // namespace

ListSizes::ListSizes(PgSession& session, QObject* parent)
    : QObject(parent), question_(session, Lane::lists, this) {}

quint64 ListSizes::ask() {
  return question_.ask(
      [](PgConnection& connection) -> std::any {
        std::vector<ListSize> sizes;
        for (const auto* schema : {&query::runsSchema(), &query::threadsSchema(), &query::assistantsSchema(),
                                   &query::cronsSchema(), &query::storeSchema()}) {
          if (const auto size = sizeOf(connection, *schema)) sizes.push_back(*size);
        }
        return sizes;
      },
      answerTo<std::vector<ListSize>>(this, &ListSizes::sized));
}

}  // namespace heddle::client
