// SPDX-License-Identifier: Apache-2.0
#include "backend/query/list_sql.h"

#include "backend/query/filter/condition.h"
#include "backend/query/filter/schema_sql.h"
#include "backend/query/resource_tables.h"

namespace heddle::query {
namespace {

/// The statements of one plan. `r` below stands for the schema's alias.
class Writer {
 public:
  /// `shown`, if any, is carried along in windows as `v`.
  Writer(const ListPlan& plan, Order order, const std::string& shown = {})
      : plan_(plan),
        order_(order),
        shown_(shown.empty() ? shown : ", " + shown + " as v"),
        alias_(plan.schema.alias),
        id_(alias_ + "." + std::string(plan.schema.idColumn)),
        column_(alias_ + "." + plan.column),
        table_(plan.schema.tableSql(plan.can) + " " + alias_) {}

  std::string joins() const { return plan_.schema.joinsSql(plan_.can); }

  /// What these conditions need of it, for a window of rows: without the limit below, Postgres would rather
  /// read a large table as a whole than look up some thousand rows of it.
  std::string joinsFor(const std::string& conditions) const {
    std::string sql;
    if (plan_.schema.joins == nullptr) return sql;
    for (const auto& join : plan_.schema.joins(plan_.can)) {
      const std::string alias(join.alias);
      if (conditions.find(alias + ".") == std::string::npos) continue;
      sql += join.large ? " left join lateral (select * from " + join.table + " " + alias + " where " +
                              join.on + " limit 1) " + alias + " on true"
                        : " left join " + join.table + " " + alias + " on " + join.on;
    }
    return sql;
  }
  std::string projection() const { return plan_.schema.projection(plan_.can); }

  /// Rows in the plan's order; nothing is looked at that does not match.
  std::string direct(const std::optional<Key>& after, int limit) const {
    const std::string shown = "select " + projection() + ", " + microsOf(column_) + " from ";
    const std::string end = joins() + " where true";
    if (!plan_.few.empty()) {
      return shown + table_ + end + plan_.few + plan_.rest + key(after) + orderBy(column_, id_) +
             limited(limit);
    }
    if (plan_.legs.size() == 1)
      return shown + "(" + source(after, limit) + ") " + alias_ + end + orderBy(column_, id_);
    return shown + "(" + source(after, limit) + ") k join " + table_ + " on " + id_ + " = k.id" + end +
           orderBy(column_, id_);
  }

  /// One window of rows, each with whether it matches. Sorted by a value, the window is the newest rows.
  std::string window(const std::optional<Key>& after, int rows) const {
    std::string sql = "with ";
    if (!plan_.candidate.empty() && plan_.few.empty()) {
      sql += "m as materialized (select " + id_ + " as id from " + table_ + " where true" + plan_.bounds +
             " and (" + plan_.candidate + ") limit " + std::to_string(kCandidates + 1) + "), ";
    }
    return sql + "w as materialized (" + windowRows(after, rows) + ")";
  }

  std::string page(const ListQuery& query, int rows) const {
    const bool byValue = !plan_.value.empty();
    const std::string way = order_ == Order::newestFirst ? " desc" : " asc";
    const std::string back = order_ == Order::newestFirst ? " asc" : " desc";
    std::string after;
    if (byValue && query.after) {
      after = " and (k, id) " + std::string(order_ == Order::newestFirst ? "<" : ">") + " (" +
              std::to_string(query.after->time) + ", " + objectId(plan_.can, query.after->id) + ")";
    }
    const std::string last = "from w order by k" + back + ", id" + back + " limit 1)";
    const std::string lastKey =
        byValue ? "null, null" : "(select " + microsOf("k") + " " + last + ", (select id::text " + last;
    return window(byValue ? std::nullopt : query.after, rows) +
           ", f as materialized (select id, k from w where hit" + after + " order by k" + way + ", id" + way +
           limited(query.limit) + ") select " + projection() + ", " +
           (byValue ? std::string("f.k::text") : microsOf("f.k")) + ", (select count(*) from w)::text, " +
           lastKey + " from (values (1)) one left join f on true left join " + table_ + " on " + id_ +
           " = f.id" + joins() + " order by f.k" + way + ", f.id" + way;
  }

  /// How many there are, in no order: the database is free in how it finds them.
  std::string count() const {
    const std::string candidate = plan_.candidate.empty() ? std::string() : " and (" + plan_.candidate + ")";
    return "select count(*)::text from " + table_ + joins() + " where true" + plan_.few + legConditions() +
           plan_.bounds + candidate + plan_.rest;
  }

  std::string source(const std::optional<Key>& after, int limit, const std::string& gate = {}) const {
    const auto one = [&](const Leg& leg, const std::string& columns) {
      return "select " + columns + " from " + leg.from + " where true" + gate + leg.where + plan_.bounds +
             key(after) + orderBy(column_, id_) + limited(limit);
    };
    if (plan_.legs.size() == 1) return one(plan_.legs.front(), alias_ + ".*");
    std::string sql;
    for (const auto& leg : plan_.legs)
      sql += (sql.empty() ? "(" : " union all (") + one(leg, id_ + " as id, " + column_ + " as k") + ")";
    return "select id, k from (" + sql + ") n" + orderBy("k", "id") + limited(limit);
  }

 private:
  std::string windowRows(const std::optional<Key>& after, int rows) const {
    const std::string k = plan_.value.empty() ? column_ : sortable();
    const auto hit = [&](const std::string& more) {
      return "select " + id_ + " as id, " + k + " as k" + shown_ + ", (true" + more + ") as hit from ";
    };
    if (!plan_.few.empty())
      return hit(plan_.rest) + table_ + joinsFor(k + shown_ + plan_.rest) + " where true" + plan_.few;
    const auto walked = [&](const std::string& more, const std::string& gate) {
      const std::string from = "(" + source(after, rows, gate) + ") ";
      return hit(more) +
             (plan_.legs.size() == 1 ? from + alias_ : from + "n join " + table_ + " on " + id_ + " = n.id") +
             joinsFor(k + shown_ + more);
    };
    if (plan_.candidate.empty()) return walked(plan_.rest, {});
    const std::string count = "(select count(*) from m)";
    const std::string bound = std::to_string(kCandidates);
    const auto found = plan_.rest + legConditions();
    return "(" + hit(found) + "m join " + table_ + " on " + id_ + " = m.id" + joinsFor(k + shown_ + found) +
           " where " + count + " <= " + bound + key(after) + ") union all (" +
           walked(plan_.rest + " and coalesce(" + plan_.candidate + ", false)",
                  " and " + count + " > " + bound) +
           ")";
  }

  /// The legs as conditions on rows that were found another way.
  std::string legConditions() const {
    std::string any;
    for (const auto& leg : plan_.legs) {
      any += any.empty() ? " and (" : " or ";
      any += leg.from == table_
                 ? "(true" + leg.where + ")"
                 : id_ + " in (select " + id_ + " from " + leg.from + " where true" + leg.where + ")";
    }
    return any.empty() ? any : any + ")";
  }

  /// What has no value comes last, whichever way round.
  std::string sortable() const {
    return "coalesce(" + plan_.value + ", " +
           (order_ == Order::newestFirst ? "(-9223372036854775807)" : "9223372036854775807") + "::bigint)";
  }

  std::string key(const std::optional<Key>& after) const {
    if (!after || !plan_.value.empty()) return {};
    return " and (" + column_ + ", " + id_ + ")" + (walkOrder() == Order::newestFirst ? " < (" : " > (") +
           timestampLiteral(after->time) + ", " + objectId(plan_.can, after->id) + ")";
  }
  /// A list sorted by a value looks at the newest rows.
  Order walkOrder() const { return plan_.value.empty() ? order_ : Order::newestFirst; }
  std::string orderBy(const std::string& column, const std::string& id) const {
    const std::string way = walkOrder() == Order::newestFirst ? " desc" : " asc";
    return " order by " + column + way + ", " + id + way;
  }
  static std::string limited(int limit) { return " limit " + std::to_string(limit); }

  const ListPlan& plan_;
  Order order_;
  std::string shown_, alias_, id_, column_, table_;
};

}  // namespace

ListStatement pageSql(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query) {
  if (const auto* own = schema.ownOf(capabilities)) return own->page(capabilities, query);
  const auto plan = planFor(schema, capabilities, query);
  const Writer writer(plan, plan.order);
  ListStatement statement{{}, false, !plan.value.empty(), query.limit, schema.columns, query.windowRows};
  if (statement.sorted) {
    statement.sql = writer.page(query, kSortedRows);
  } else if (plan.walks()) {
    statement.windowed = true;
    statement.sql = writer.page(query, query.windowRows);
  } else {
    statement.sql = writer.direct(query.after, query.limit);
  }
  return statement;
}

std::string beyondSql(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query,
                      const Key& top) {
  // In the order of ids alone nobody can tell which row is new.
  if (schema.ownOf(capabilities) != nullptr) return "select '0', 'false'";
  const auto plan = planFor(schema, capabilities, query);
  const Writer writer(plan, reversed(plan.order));
  if (!plan.value.empty()) return "select '0', 'false'";
  const auto bound = std::to_string(kCountBound);
  if (plan.walks()) {
    return writer.window(top, query.windowRows) +
           " select (count(*) filter (where hit))::text, (count(*) >= " + std::to_string(query.windowRows) +
           ")::text from w";
  }
  const auto source =
      plan.few.empty() ? writer.source(top, kCountBound + 1) : writer.direct(top, kCountBound + 1);
  return "select least(count(*), " + bound + ")::text, (count(*) > " + bound + ")::text from (" + source +
         ") b";
}

NewerCount newerCountFrom(const std::vector<Row>& rows) {
  if (rows.empty()) return {};
  return {microsAt(rows.front(), 0).value_or(0), flagAt(rows.front(), 1)};
}

std::string byIdSql(const ListSchema& schema, const Capabilities& capabilities,
                    const std::vector<std::string>& ids, const ListQuery& query) {
  if (const auto* own = schema.ownOf(capabilities)) return own->byId(capabilities, ids, query);
  const std::string alias(schema.alias);
  return "select " + schema.projection(capabilities) + ", (true" +
         conditionsOf(schema, wholeFilter(schema, query).terms, capabilities) + ")::text from " +
         schema.tableSql(capabilities) + " " + alias + schema.joinsSql(capabilities) + " where " + alias +
         "." + std::string(schema.idColumn) + " = any (" + objectIds(capabilities, ids) + ")";
}

std::string countStepSql(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query) {
  if (const auto* own = schema.ownOf(capabilities)) return own->countStep(capabilities, query);
  auto plain = query;
  plain.filter.sort.reset();  // counting goes along the index
  const auto plan = planFor(schema, capabilities, plain);
  const std::string back = plan.order == Order::newestFirst ? " asc" : " desc";
  const std::string last = "from w order by k" + back + ", id" + back + " limit 1)";
  // What leads to few rows comes in one step, whatever their number.
  const std::string next = plan.few.empty()
                               ? "(select " + microsOf("k") + " " + last + ", (select id::text " + last
                               : "null, null";
  return Writer(plan, plan.order).window(query.after, query.windowRows) +
         " select (count(*) filter (where hit))::text, count(*)::text, " + next + " from w";
}

std::string newestSql(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query,
                      const std::string& shown) {
  auto plain = query;
  plain.filter.sort.reset();
  plain.order = Order::newestFirst;
  const auto plan = planFor(schema, capabilities, plain);
  return Writer(plan, plan.order, shown).window(std::nullopt, query.windowRows);
}

CountStep countStepFrom(const ListQuery& query, const std::vector<Row>& rows) {
  if (rows.empty()) return {};
  CountStep step{microsAt(rows.front(), 0).value_or(0), microsAt(rows.front(), 1).value_or(0), std::nullopt};
  if (step.scanned >= query.windowRows && rows.front().size() > 3 && rows.front()[3])
    step.next = Key{microsAt(rows.front(), 2).value_or(0), textAt(rows.front(), 3)};
  return step;
}

std::string countAllSql(const ListSchema& schema, const Capabilities& capabilities) {
  return "select count(*)::text from " + schema.tableSql(capabilities) + " " + std::string(schema.alias);
}

std::string countMatchingSql(const ListSchema& schema, const Capabilities& capabilities,
                             const ListQuery& query) {
  if (schema.ownOf(capabilities) != nullptr) return {};
  auto plain = query;
  plain.filter.sort.reset();
  const auto plan = planFor(schema, capabilities, plain);
  return Writer(plan, plan.order).count();
}

std::string estimateSql(const ListSchema& schema, const Capabilities& capabilities) {
  if (schema.ownOf(capabilities) != nullptr) return "select '-1'";
  return "select reltuples::bigint::text from pg_class where oid = " +
         literal(catalogued(capabilities, schema.table)) + "::regclass";
}

std::string boundedCountSql(const ListSchema& schema, const Capabilities& capabilities, int most) {
  if (schema.ownOf(capabilities) != nullptr) return {};
  return "select count(*)::text from (select 1 from " + schema.tableSql(capabilities) + " " +
         std::string(schema.alias) + " limit " + std::to_string(most) + ") few";
}

std::string sampleSql(const ListSchema& schema, const Capabilities& capabilities, const std::string& name,
                      const std::vector<std::string>& path) {
  constexpr const char* kSampled = "1000";
  const Field* field = schema.find(name);
  if (field == nullptr || field->sql == nullptr || schema.ownOf(capabilities) != nullptr) return {};
  auto value = field->sql(capabilities);
  std::string from = "(select * from " + schema.tableSql(capabilities) + " every order by " +
                     std::string(schema.defaultOrder) + " desc limit " + kSampled + ") " +
                     std::string(schema.alias) + schema.joinsSql(capabilities);
  if (value.empty()) return {};
  if (field->kind == FieldKind::json) {
    const std::string place = path.empty() ? value : "(" + value + " #> " + textArray(path) + ")";
    from += " cross join lateral jsonb_object_keys(case when jsonb_typeof(" + place + ") = 'object' then " +
            place + " end) v(v)";
    value = "v.v";
  } else if (field->kind == FieldKind::tag) {
    const std::string tags = "(" + value + " -> 'tags')";
    from += " cross join lateral jsonb_array_elements_text(case when jsonb_typeof(" + tags +
            ") = 'array' then " + tags + " end) v(v)";
    value = "v.v";
  } else if (field->kind != FieldKind::name && field->kind != FieldKind::word) {
    return {};
  }
  return "select v, count(*)::text from (select left(" + value + ", 200) as v from " + from +
         ") s where v is not null and v <> '' group by v order by count(*) desc, v limit 30";
}

}  // namespace heddle::query
