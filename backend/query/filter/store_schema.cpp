// SPDX-License-Identifier: Apache-2.0
#include "backend/query/filter/list_schema.h"
#include "backend/query/filter/schema_sql.h"
#include "backend/query/store_sql.h"

// Alias: s store.
namespace heddle::query {
namespace {

using Can = Capabilities;

std::string key(const Can&) {
  return "s.key";
}
std::string value(const Can&) {
  return "s.value";
}
std::string valueText(const Can&) {
  return "s.value::text";
}
std::string updated(const Can& can) {
  return keptIf(can.storeTimes, "s.updated_at");
}
std::string created(const Can& can) {
  return keptIf(can.storeTimes, "s.created_at");
}
std::string ttl(const Can& can) {
  return keptIf(can.storeTtl, "s.ttl_minutes");
}
/// Whole microseconds from now to the expiry, so that `expires:<1h` says "within an hour".
std::string untilExpiry(const Can& can) {
  return keptIf(can.storeExpires, "(extract(epoch from (s.expires_at - now())) * 1000000)::bigint");
}

std::vector<Field> fields() {
  using Kind = FieldKind;
  return {
      {.name = "key", .about = "Text of its key", .kind = Kind::text, .sql = key},
      {.name = "value", .about = "A value inside: value.name.first", .kind = Kind::json, .sql = value},
      {.name = "text", .about = "Text anywhere in its value", .kind = Kind::text, .sql = valueText},
      {.name = "namespace",
       .about = "Text of its namespace",
       .kind = Kind::text,
       .sql = [](const Can& can) { return "s." + std::string(storeColumn(can)); }},
      {.name = "size",
       .about = "Size of its value, as stored",
       .kind = Kind::bytes,
       .sql = [](const Can&) { return std::string("pg_column_size(s.value)"); }},
      {.name = "updated", .about = "When it was written last", .kind = Kind::time, .sql = updated},
      {.name = "age", .about = "How long ago it was written last", .kind = Kind::age, .sql = updated},
      {.name = "created", .about = "When it was written first", .kind = Kind::time, .sql = created},
      {.name = "expires",
       .about = "How long until it expires: expires:<1h",
       .kind = Kind::duration,
       .sql = untilExpiry},
      {.name = "ttl", .about = "Minutes it lives for", .kind = Kind::number, .sql = ttl},
      {.name = "has",
       .about = "What it has",
       .kind = Kind::flag,
       .words = {{"expiry", "a time to expire at",
                  [](const Can& can) { return keptIf(can.storeExpires, "s.expires_at is not null"); }},
                 {"expired", "expired, and not been swept yet",
                  [](const Can& can) { return keptIf(can.storeExpires, "s.expires_at < now()"); }},
                 {"value.", "a value inside", value}}},
  };
}

}  // namespace

const ListSchema& storeSchema() {
  static const ListSchema schema{.name = "items",
                                 .one = "item",
                                 .part = Part::store,
                                 .alias = "s",
                                 .table = "store",
                                 .idColumn = "key",
                                 .fields = fields(),
                                 .freeText = {"key", "text"}};
  return schema;
}

}  // namespace heddle::query
