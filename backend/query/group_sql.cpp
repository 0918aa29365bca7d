// SPDX-License-Identifier: Apache-2.0
#include "backend/query/group_sql.h"

#include "backend/core/uuid.h"
#include "backend/query/filter/condition.h"
#include "backend/query/list_sql.h"
#include "backend/wire/masking.h"

#include <algorithm>

namespace heddle::query {
namespace {

/// A value longer than this is cut, and then no term finds its rows.
constexpr std::size_t kValueCharacters = 200;

std::string groupExpression(const Field& field, const GroupField& by, const Capabilities& can) {
  if (isSortable(field)) return sortValue(field, can);
  std::string value = field.sql(can);
  if (field.kind == FieldKind::json) value = "(" + value + " #>> " + textArray(by.path) + ")";
  return "nullif(left((" + value + ")::text, " + std::to_string(kValueCharacters) + "), '')";
}

/// Empty where the grammar cannot say it: cut texts, prose, whole objects.
std::string groupTerm(const Field& field, const GroupField& by, const std::string& value) {
  if (field.kind == FieldKind::text || value.empty() || value.size() >= kValueCharacters) return {};
  if (field.kind == FieldKind::json && (value.front() == '{' || value.front() == '[')) return {};
  FilterTerm term;
  term.field = by.name;
  term.path = by.path;
  FilterValue one;
  one.text = value;
  one.quoted = field.kind == FieldKind::id && !core::Uuid::parse(value);
  term.values.push_back(std::move(one));
  return printTerm(term);
}

/// Errors quote connection strings, and a key of JSON may name a secret.
std::string maskedValue(const GroupField& by, const std::string& value) {
  auto shown =
      wire::Value::ofObject({{by.path.empty() ? by.name : by.path.back(), wire::Value::ofString(value)}});
  wire::maskSecrets(shown);
  return shown.members().front().second.string();
}

void addValues(Grouping& out, const Field& field, const GroupField& by, const std::vector<Row>& rows) {
  std::int64_t shown = 0;
  for (const auto& row : rows) {
    const auto count = microsAt(row, 1);
    if (!count) continue;
    const auto value = textAt(row, 0);
    const bool none = !row[0].has_value();
    const auto masked = maskedValue(by, value);
    const bool open = !none && masked == value;
    out.groups.push_back({masked, *count, open ? groupTerm(field, by, value) : std::string(), none});
    shown += *count;
  }
  out.others = out.matching - shown;
}

void addBuckets(Grouping& out, const Field& field, const GroupField& by, const std::vector<Row>& rows) {
  std::vector<std::pair<std::int64_t, std::int64_t>> values;
  std::int64_t none = 0;
  for (const auto& row : rows) {
    const auto count = microsAt(row, 1);
    if (!count) continue;
    if (const auto value = microsAt(row, 0))
      values.emplace_back(*value, *count);
    else
      none += *count;
  }
  std::sort(values.begin(), values.end());
  out.groups = bucketsOf(field.kind, by.name, values);
  if (none > 0) out.groups.push_back({{}, none, {}, true});
}

}  // namespace

GroupField groupField(std::string_view text) {
  GroupField field;
  auto dot = text.find('.');
  field.name = std::string(text.substr(0, dot));
  while (dot != std::string_view::npos) {
    text.remove_prefix(dot + 1);
    dot = text.find('.');
    field.path.emplace_back(text.substr(0, dot));
  }
  return field;
}

std::string whyNotGrouped(const ListSchema& schema, const GroupField& by, const Capabilities& capabilities) {
  const Field* field = schema.find(by.name);
  const std::string list(schema.name);
  if (field == nullptr) return "The " + list + " have no field '" + by.name + "'.";
  const std::string name = "'" + by.name + "'";
  if (schema.ownOf(capabilities) != nullptr)
    return "This list has no table of its own here: it is made of checkpoints, and cannot be grouped.";
  if (field->kind == FieldKind::flag || field->kind == FieldKind::tag)
    return name + " can hold several values of one row; rows cannot be grouped by it.";
  if (field->kind == FieldKind::age)
    return name + " changes with the clock; group by the time it is counted from.";
  if (field->kind == FieldKind::json && by.path.empty())
    return name + " needs a place in it, such as " + by.name + ".user.";
  if (field->kind != FieldKind::json && !by.path.empty()) return name + " has nothing inside.";
  if (field->sql(capabilities).empty()) return "This database does not keep " + name + ".";
  return {};
}

bool isHistogram(const ListSchema& schema, const GroupField& by) {
  const Field* field = schema.find(by.name);
  return field != nullptr && isSortable(*field);
}

std::string groupSql(const ListSchema& schema, const Capabilities& capabilities, const ListQuery& query,
                     const GroupField& by) {
  const Field& field = *schema.find(by.name);
  const std::string most = isSortable(field) ? std::string() : " limit " + std::to_string(kMostGroups);
  return newestSql(schema, capabilities, query, groupExpression(field, by, capabilities)) +
         ", g as (select v, count(*) as c from w where hit group by v order by count(*) desc, v" + most +
         ") select g.v::text, g.c::text, (select count(*) from w)::text, (select count(*) from w where "
         "hit)::text from (values (1)) one left join g on true order by g.c desc nulls last, g.v";
}

Grouping groupingFrom(const ListSchema& schema, const ListQuery& query, const GroupField& by,
                      const std::vector<Row>& rows) {
  Grouping out;
  out.histogram = isHistogram(schema, by);
  if (rows.empty()) return out;
  out.scanned = microsAt(rows.front(), 2).value_or(0);
  out.matching = microsAt(rows.front(), 3).value_or(0);
  out.whole = out.scanned < query.windowRows;
  const Field& field = *schema.find(by.name);
  if (out.histogram)
    addBuckets(out, field, by, rows);
  else
    addValues(out, field, by, rows);
  return out;
}

}  // namespace heddle::query
