// SPDX-License-Identifier: Apache-2.0
#include "backend/query/filter/list_schema.h"

#include "backend/query/filter/schema_sql.h"

namespace heddle::query {

const Field* ListSchema::find(std::string_view field) const {
  for (const auto& each : fields) {
    if (each.name == field) return &each;
  }
  return nullptr;
}

std::string ListSchema::tableSql(const Capabilities& capabilities) const {
  return query::tableSql(capabilities, table);
}

std::string ListSchema::joinsSql(const Capabilities& capabilities) const {
  std::string sql;
  if (joins == nullptr) return sql;
  for (const auto& join : joins(capabilities))
    sql += " left join " + join.table + " " + std::string(join.alias) + " on " + join.on;
  return sql;
}

const ListSchema* listSchema(std::string_view name) {
  for (const auto* schema : {&runsSchema(), &threadsSchema(), &assistantsSchema(), &cronsSchema()}) {
    if (schema->name == name) return schema;
  }
  return nullptr;
}

}  // namespace heddle::query
