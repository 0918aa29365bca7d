// SPDX-License-Identifier: Apache-2.0
#include "backend/query/store_sql.h"

#include "backend/query/filter/condition.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/filter/schema_sql.h"
#include "backend/query/run_sql.h"
#include "backend/wire/masking.h"

namespace heddle::query {
namespace {

constexpr std::size_t kItemColumns = 8;

std::string column(const Capabilities& can) {
  return "s." + std::string(storeColumn(can));
}

std::string table(const Capabilities& can) {
  return tableSql(can, "store") + " s";
}

/// Bytewise, as the index of namespaces is: the database's own order mixes in punctuation.
std::string compared(const Capabilities& can, std::string_view sign, const std::string& text) {
  return column(can) + " ~" + std::string(sign) + "~ (" + text + ")";
}

/// What is below: from the path with its separator to the character after the separator.
std::string below(const Capabilities& can, const std::string& path) {
  if (path.empty()) return "true";
  auto end = path;
  end.push_back(static_cast<char>(storeSeparator(can) + 1));
  return compared(can, ">=", literal(path + storeSeparator(can))) + " and " +
         compared(can, "<", literal(end));
}

std::string itemColumns(const Capabilities& can, int characters = kStorePreview) {
  const auto micros = [](bool there, const char* name) {
    return there ? microsOf(name) : std::string("null");
  };
  return column(can) + ", s.key, left(s.value::text, " + std::to_string(characters) +
         "), pg_column_size(s.value)::text, " + micros(can.storeTimes, "s.created_at") + ", " +
         micros(can.storeTimes, "s.updated_at") + ", " + micros(can.storeExpires, "s.expires_at") + ", " +
         (can.storeTtl ? "s.ttl_minutes::text" : "null");
}

StoreItemRecord itemFrom(const Capabilities& can, const Row& row) {
  StoreItemRecord item;
  item.labels = storeLabels(can, textAt(row, 0));
  item.key = textAt(row, 1);
  item.preview = wire::withoutSecrets(textAt(row, 2));
  item.bytes = microsAt(row, 3).value_or(0);
  item.createdAt = microsAt(row, 4);
  item.updatedAt = microsAt(row, 5);
  item.expiresAt = microsAt(row, 6);
  item.ttlMinutes = microsAt(row, 7);
  return item;
}

}  // namespace

std::string_view storeColumn(const Capabilities& can) {
  return can.storeIsJs ? "namespace_path" : "prefix";
}

char storeSeparator(const Capabilities& can) {
  return can.storeIsJs ? ':' : '.';
}

std::string storePath(const Capabilities& can, const std::vector<std::string>& labels) {
  std::string path;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i > 0) path.push_back(storeSeparator(can));
    path += labels[i];
  }
  return path;
}

std::vector<std::string> storeLabels(const Capabilities& can, std::string_view path) {
  std::vector<std::string> labels;
  if (path.empty()) return labels;
  for (;;) {
    const auto end = path.find(storeSeparator(can));
    labels.emplace_back(path.substr(0, end));
    if (end == std::string_view::npos) return labels;
    path.remove_prefix(end + 1);
  }
}

std::string storeLevelSql(const Capabilities& can, const std::vector<std::string>& labels) {
  const auto path = storePath(can, labels);
  const std::string separator(1, storeSeparator(can)), after(1, static_cast<char>(storeSeparator(can) + 1));
  const std::string base = path.empty() ? std::string() : path + separator;
  const auto name = std::string(storeColumn(can));
  // The child a path belongs to: its first label below the base.
  const std::string child = literal(base) + " || split_part(substr(n.p, char_length(" + literal(base) +
                            ") + 1), " + literal(separator) + ", 1)";
  const std::string range = below(can, path);
  const std::string first = " order by " + column(can) + " using ~<~ limit 1)";
  // From a path that is the child itself to the next path; from one below it to behind all of these.
  const std::string jump =
      "case when n.p = " + child + " then n.p || chr(1) else " + child + " || " + literal(after) + " end";
  const auto counted = "(select " + column(can) + ", s.value from " + table(can) + " where " + column(can) +
                       " = c.child limit " + std::to_string(kStoreCounted + 1) + ") union all (select " +
                       column(can) + ", s.value from " + table(can) + " where " +
                       compared(can, ">=", "c.child || " + literal(separator)) + " and " +
                       compared(can, "<", "c.child || " + literal(after)) + " limit " +
                       std::to_string(kStoreCounted + 1) + ")";
  return "with recursive n(p, i) as ((select " + column(can) + ", 1 from " + table(can) + " where " + range +
         first + " union all select (select " + column(can) + " from " + table(can) + " where " + range +
         " and " + compared(can, ">=", jump) + first + ", n.i + 1 from n where n.p is not null and n.i < " +
         std::to_string(2 * kStoreChildren + 4) +
         "), c as materialized (select child from (select distinct " + child +
         " as child from n where n.p is not null) d order by child collate \"C\" limit " +
         std::to_string(kStoreChildren + 1) +
         ") select c.child, k.items::text, k.bytes::text, k.deeper::text from c cross join lateral (select "
         "count(*) as items, coalesce(sum(pg_column_size(x.value)), 0) as bytes, coalesce(bool_or(x." +
         name + " <> c.child), false) as deeper from (" + counted + ") x) k order by c.child collate \"C\"";
}

StoreLevel storeLevelFrom(const Capabilities& can, const std::vector<std::string>&,
                          const std::vector<Row>& rows) {
  StoreLevel level;
  for (const auto& row : rows) {
    if (static_cast<int>(level.children.size()) == kStoreChildren) {
      level.more = true;
      break;
    }
    StoreNamespace child;
    child.labels = storeLabels(can, textAt(row, 0));
    child.items = microsAt(row, 1).value_or(0);
    child.bytes = microsAt(row, 2).value_or(0);
    child.hasChildren = flagAt(row, 3);
    child.atLeast = child.items > kStoreCounted;
    level.children.push_back(std::move(child));
  }
  return level;
}

std::string storeItemsSql(const Capabilities& can, const StoreQuery& query) {
  const auto path = storePath(can, query.labels);
  // One range of the index, read in its order; what stands between a namespace and what is below it is
  // skipped.
  std::string where = column(can) + " = " + literal(path);
  if (query.below && path.empty()) where = "true";
  if (query.below && !path.empty()) {
    auto end = path;
    end.push_back(static_cast<char>(storeSeparator(can) + 1));
    where = compared(can, ">=", literal(path)) + " and " + compared(can, "<", literal(end)) + " and (" +
            where + " or starts_with(" + column(can) + ", " + literal(path + storeSeparator(can)) + "))";
  }
  if (query.after) {
    const auto after = literal(query.after->path);
    where += " and " + compared(can, ">=", after) + " and (" + compared(can, ">", after) + " or s.key > " +
             literal(query.after->key) + ")";
  }
  const auto rest = conditionsOf(storeSchema(), query.filter.terms, can);
  const std::string rows = std::to_string(rest.empty() ? query.limit : query.windowRows);
  return "with w as materialized (select * from " + table(can) + " where " + where + " order by " +
         column(can) + " using ~<~, s.key limit " + rows +
         "), f as (select s.*, row_number() over (order by " + column(can) +
         " using ~<~, s.key) as place from w s), m as (select s.* from f s where true" + rest +
         " order by s.place limit " + std::to_string(query.limit) + ") select " +
         itemColumns(can, query.whole ? kDetailCharacters : kStorePreview) +
         ", s.place::text, (select count(*) from w)::text, l." + std::string(storeColumn(can)) +
         ", l.key from (select * from f order by place desc limit 1) l left join m s on true order by "
         "s.place";
}

StorePage storePageFrom(const Capabilities& can, const StoreQuery& query, const std::vector<Row>& rows) {
  StorePage page;
  for (const auto& row : rows) {
    page.scanned = microsAt(row, kItemColumns + 1).value_or(0);
    if (row.size() > kItemColumns && row[kItemColumns]) page.items.push_back(itemFrom(can, row));
  }
  const int window = query.filter.terms.empty() ? query.limit : query.windowRows;
  if (static_cast<int>(page.items.size()) >= query.limit) {
    page.next = StorePlace{textAt(rows.back(), 0), textAt(rows.back(), 1)};
  } else if (!rows.empty() && page.scanned >= window) {
    page.next = StorePlace{textAt(rows.front(), kItemColumns + 2), textAt(rows.front(), kItemColumns + 3)};
  }
  return page;
}

std::string storeItemSql(const Capabilities& can, const std::vector<std::string>& labels,
                         const std::string& key) {
  const auto cap = std::to_string(kDetailCharacters);
  return "select " + itemColumns(can) + ", left(s.value::text, " + cap + "), (length(s.value::text) > " +
         cap + ")::text from " + table(can) + " where " + column(can) + " = " +
         literal(storePath(can, labels)) + " and s.key = " + literal(key);
}

StoreItemDetail storeItemFrom(const Capabilities& can, const Row& row) {
  StoreItemDetail detail;
  detail.row = itemFrom(can, row);
  detail.value = textAt(row, kItemColumns);
  detail.truncated = flagAt(row, kItemColumns + 1);
  return detail;
}

}  // namespace heddle::query
