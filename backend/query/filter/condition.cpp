// SPDX-License-Identifier: Apache-2.0
#include "backend/query/filter/condition.h"

#include "backend/core/uuid.h"
#include "backend/query/filter/json_condition.h"
#include "backend/query/filter/values.h"
#include "backend/query/resource_tables.h"
#include "backend/query/sql_text.h"

#include <algorithm>

namespace heddle::query {
namespace {

constexpr const char* kNever = "false";
/// An expression looks at so many characters; beyond, a row costs more than a list may.
constexpr const char* kLookedAt = "4000";

std::string lowered(const std::string& expression) {
  return "lower(" + expression + ")";
}

std::string contains(const std::string& expression, const std::string& text) {
  return "strpos(" + lowered(expression) + ", " + lowered(literal(text)) + ") > 0";
}

std::string matches(const std::string& expression, const std::string& pattern) {
  return "left(" + expression + ", " + kLookedAt + ") ~* " + literal(pattern);
}

/// The lowest or highest UUID that begins with these digits.
std::string padded(std::string_view digits, char filler) {
  std::string hex;
  for (const char c : digits) {
    if (c != '-') hex.push_back(c);
  }
  hex.resize(32, filler);
  return hex;
}

std::string idCondition(const std::string& expression, const FilterValue& value,
                        const Capabilities& capabilities) {
  const auto& text = value.text;
  if (capabilities.idsAreText() && !isWholeId(value, capabilities))
    return "starts_with(" + expression + ", " + literal(text) + ")";
  if (isWholeId(value, capabilities)) return expression + " = " + objectId(capabilities, text);
  const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c != '-'; });
  if (digits >= 32) return kNever;
  return expression + " between " + uuidLiteral(padded(text, '0')) + " and " + uuidLiteral(padded(text, 'f'));
}

/// `lower … upper` of an ordered value as comparisons; `more` and `less` write one bound each.
template <typename More, typename Less>
std::string between(const FilterValue& value, More more, Less less) {
  std::string out;
  if (!value.text.empty()) out = more(value.text);
  if (!value.upper.empty()) out += (out.empty() ? "" : " and ") + less(value.upper);
  return out;
}

std::string compared(const std::string& expression, const FilterValue& value, const auto& write) {
  switch (value.match) {
    case Match::equals:
      return expression + " = " + write(value.text);
    case Match::greater:
      return expression + " > " + write(value.text);
    case Match::atLeast:
      return expression + " >= " + write(value.text);
    case Match::less:
      return expression + " < " + write(value.text);
    case Match::atMost:
      return expression + " <= " + write(value.text);
    case Match::between:
      return between(
          value, [&](const auto& text) { return expression + " >= " + write(text); },
          [&](const auto& text) { return expression + " <= " + write(text); });
    case Match::regex:
      break;
  }
  return kNever;
}

/// A time of some precision covers a span: after it is from its end on, before it is up to its start.
std::string timeCondition(const std::string& expression, const FilterValue& value) {
  const auto from = [&](const std::string& text) {
    return expression + " >= " + timestampLiteral(parseTimeSpan(text).value_or(TimeSpan()).from);
  };
  const auto before = [&](const std::string& text) {
    return expression + " < " + timestampLiteral(parseTimeSpan(text).value_or(TimeSpan()).from);
  };
  const auto until = [&](const std::string& text) {
    return expression + " < " + timestampLiteral(parseTimeSpan(text).value_or(TimeSpan()).to);
  };
  const auto after = [&](const std::string& text) {
    return expression + " >= " + timestampLiteral(parseTimeSpan(text).value_or(TimeSpan()).to);
  };
  switch (value.match) {
    case Match::equals:
      return from(value.text) + " and " + until(value.text);
    case Match::greater:
      return after(value.text);
    case Match::atLeast:
      return from(value.text);
    case Match::less:
      return before(value.text);
    case Match::atMost:
      return until(value.text);
    case Match::between:
      return between(value, from, until);
    case Match::regex:
      break;
  }
  return kNever;
}

/// Older is earlier: the comparison turns round.
std::string ageCondition(const std::string& expression, const FilterValue& value) {
  const auto then = [](const std::string& text) {
    return "now() - interval '1 microsecond' * " + std::to_string(parseDuration(text).value_or(0));
  };
  switch (value.match) {
    case Match::greater:
      return expression + " < " + then(value.text);
    case Match::atLeast:
      return expression + " <= " + then(value.text);
    case Match::less:
      return expression + " > " + then(value.text);
    case Match::atMost:
      return expression + " >= " + then(value.text);
    case Match::between:
      return between(
          value, [&](const auto& text) { return expression + " <= " + then(text); },
          [&](const auto& text) { return expression + " >= " + then(text); });
    default:
      return kNever;
  }
}

std::string nameCondition(const Field& field, const FilterValue& value, const Capabilities& capabilities) {
  std::string out;
  for (const auto sql : {field.sql, field.second}) {
    const auto expression = sql != nullptr ? sql(capabilities) : std::string();
    if (expression.empty()) continue;
    if (!out.empty()) out += " or ";
    out += value.match == Match::regex ? matches(expression, value.text)
                                       : lowered(expression) + " = " + lowered(literal(value.text));
  }
  const auto id = field.asId != nullptr && value.match == Match::equals && core::Uuid::parse(value.text)
                      ? field.asId(capabilities)
                      : std::string();
  if (!id.empty()) out += (out.empty() ? "" : " or ") + id + " = " + objectId(capabilities, value.text);
  return out.empty() ? kNever : out;
}

std::vector<std::string> keysOf(std::string_view path) {
  std::vector<std::string> keys;
  for (std::size_t dot = 0; dot != std::string_view::npos;) {
    dot = path.find('.');
    keys.emplace_back(path.substr(0, dot));
    if (dot != std::string_view::npos) path.remove_prefix(dot + 1);
  }
  return keys;
}

std::string flagCondition(const Field& field, const FilterValue& value, const Capabilities& capabilities) {
  for (const auto& word : field.words) {
    if (word.word == value.text) return word.condition(capabilities);
    if (word.word.ends_with('.') && value.text.starts_with(word.word))
      return hasPath(word.condition(capabilities), keysOf(value.text.substr(word.word.size())));
  }
  return kNever;
}

std::string valueCondition(const Field& field, const FilterTerm& term, const FilterValue& value,
                           const Capabilities& capabilities) {
  if (field.kind == FieldKind::flag) return flagCondition(field, value, capabilities);
  if (field.kind == FieldKind::name) return nameCondition(field, value, capabilities);
  const auto expression = field.sql != nullptr ? field.sql(capabilities) : std::string();
  if (expression.empty()) return kNever;
  switch (field.kind) {
    case FieldKind::word:
      return expression + " = " + literal(value.text);
    case FieldKind::text:
      return value.match == Match::regex ? matches(expression, value.text) : contains(expression, value.text);
    case FieldKind::id:
      return idCondition(expression, value, capabilities);
    case FieldKind::json:
      return jsonCondition(expression, term.path, value);
    case FieldKind::tag:
      return containsTag(expression, value.text);
    case FieldKind::time:
      return timeCondition(expression, value);
    case FieldKind::age:
      return ageCondition(expression, value);
    case FieldKind::duration:
      return compared(expression, value, [](const std::string& text) {
        return std::to_string(parseDuration(text).value_or(0));
      });
    case FieldKind::bytes:
      return compared(expression, value,
                      [](const std::string& text) { return std::to_string(parseSize(text).value_or(0)); });
    case FieldKind::number:
      return compared(expression, value,
                      [](const std::string& text) { return parseNumber(text).value_or("0"); });
    default:
      return kNever;
  }
}

/// A word alone: an id anywhere, otherwise found in the list's short texts.
std::string wordCondition(const ListSchema& schema, const FilterValue& value,
                          const Capabilities& capabilities) {
  std::string out;
  for (const auto name : schema.freeText) {
    const Field* field = schema.find(name);
    const auto expression = field != nullptr && field->sql != nullptr ? field->sql(capabilities) : "";
    if (expression.empty()) continue;
    const bool isId = field->kind == FieldKind::id;
    if (isId && !core::Uuid::parse(value.text)) continue;
    out += (out.empty() ? "" : " or ") +
           (isId ? idCondition(expression, value, capabilities) : contains(expression, value.text));
  }
  return out.empty() ? kNever : out;
}

}  // namespace

bool isWholeId(const FilterValue& value, const Capabilities& capabilities) {
  return core::Uuid::parse(value.text).has_value() || (value.quoted && capabilities.idsAreText());
}

bool isSortable(const Field& field) {
  return field.kind == FieldKind::time || field.kind == FieldKind::age || field.kind == FieldKind::duration ||
         field.kind == FieldKind::bytes || field.kind == FieldKind::number;
}

std::string sortValue(const Field& field, const Capabilities& capabilities) {
  const auto expression = field.sql(capabilities);
  if (field.kind == FieldKind::time) return "(extract(epoch from " + expression + ") * 1000000)::bigint";
  if (field.kind == FieldKind::age) return "(-extract(epoch from " + expression + ") * 1000000)::bigint";
  return "(" + expression + ")::bigint";
}

std::string conditionOf(const ListSchema& schema, const FilterTerm& term, const Capabilities& capabilities) {
  const Field* field = schema.find(term.field);
  std::string any;
  for (const auto& value : term.values) {
    const auto one = term.field.empty() ? wordCondition(schema, value, capabilities)
                     : field != nullptr ? valueCondition(*field, term, value, capabilities)
                                        : std::string(kNever);
    any += (any.empty() ? "(" : " or (") + (one.empty() ? kNever : one) + ")";
  }
  if (any.empty()) any = "true";
  return term.negated ? "not coalesce(" + any + ", false)" : "coalesce(" + any + ", false)";
}

std::string conditionsOf(const ListSchema& schema, const std::vector<FilterTerm>& terms,
                         const Capabilities& capabilities) {
  std::string sql;
  for (const auto& term : terms)
    sql += " and " + conditionOf(schema, term, capabilities);
  return sql;
}

}  // namespace heddle::query
