// SPDX-License-Identifier: Apache-2.0
#include "backend/query/filter/json_condition.h"

#include "backend/query/filter/values.h"
#include "backend/query/sql_text.h"
#include "backend/wire/value.h"

namespace heddle::query {
namespace {

using wire::Value;

std::string nested(const std::vector<std::string>& path, Value leaf) {
  for (auto key = path.rbegin(); key != path.rend(); ++key)
    leaf = Value::ofObject({{*key, std::move(leaf)}});
  return wire::writeJson(leaf);
}

std::string contains(const std::string& expression, const std::vector<std::string>& path, const Value& leaf) {
  std::string out = expression + " @> " + literal(nested(path, leaf)) + "::jsonb";
  Value::Array one{leaf};
  return out + " or " + expression + " @> " + literal(nested(path, Value::ofArray(std::move(one)))) +
         "::jsonb";
}

std::string at(const std::string& expression, const std::vector<std::string>& path, const char* arrow) {
  return "(" + expression + " " + arrow + " " + textArray(path) + ")";
}

const char* signOf(Match match) {
  switch (match) {
    case Match::greater:
      return " > ";
    case Match::atLeast:
      return " >= ";
    case Match::less:
      return " < ";
    default:
      return " <= ";
  }
}

/// Compares only what is of the kind compared with: a cast of anything else would fail the statement. Times
/// are compared as text, which ISO 8601 in UTC allows.
std::string bound(const std::string& expression, const std::vector<std::string>& path,
                  const std::string& text, Match match) {
  const auto json = at(expression, path, "#>"), plain = at(expression, path, "#>>");
  if (const auto number = parseNumber(text)) {
    return "case when jsonb_typeof(" + json + ") = 'number' then " + plain + "::numeric" + signOf(match) +
           *number + " else false end";
  }
  return "case when jsonb_typeof(" + json + ") = 'string' then " + plain + " collate \"C\"" + signOf(match) +
         literal(text) + " else false end";
}

std::string equals(const std::string& expression, const std::vector<std::string>& path,
                   const FilterValue& value) {
  std::string out = contains(expression, path, Value::ofString(value.text));
  if (value.quoted) return out;
  // Without quotation marks 42, true and null may also be what JSON means by them.
  const auto parsed = wire::parseJson(value.text);
  if (!parsed || parsed->isString() || parsed->isArray() || parsed->isObject()) return out;
  return out + " or " + contains(expression, path, *parsed);
}

}  // namespace

std::string jsonCondition(const std::string& expression, const std::vector<std::string>& path,
                          const FilterValue& value) {
  switch (value.match) {
    case Match::equals:
      return equals(expression, path, value);
    case Match::regex:
      return "left(" + at(expression, path, "#>>") + ", 4000) ~* " + literal(value.text);
    case Match::between: {
      std::string out;
      if (!value.text.empty()) out = bound(expression, path, value.text, Match::atLeast);
      if (!value.upper.empty())
        out += (out.empty() ? "" : " and ") + bound(expression, path, value.upper, Match::atMost);
      return out;
    }
    default:
      return bound(expression, path, value.text, value.match);
  }
}

std::string containsTag(const std::string& expression, const std::string& tag) {
  return expression + " @> " + literal(nested({"tags"}, Value::ofArray({Value::ofString(tag)}))) + "::jsonb";
}

std::string hasPath(const std::string& expression, const std::vector<std::string>& path) {
  return at(expression, path, "#>") + " is not null";
}

}  // namespace heddle::query
