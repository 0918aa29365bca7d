// SPDX-License-Identifier: Apache-2.0
#include "backend/core/uuid.h"
#include "backend/query/filter/condition.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/filter/values.h"

#include <algorithm>

namespace heddle::query {
namespace {

constexpr std::size_t kLongestExpression = 200;

std::string said(std::string_view text) {
  return "“" + std::string(text) + "”";
}

std::string plural(const ListSchema& schema) {
  std::string name(schema.name);
  if (!name.empty() && name.front() >= 'a') name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return name;
}

template <typename Items, typename NameOf>
std::string listed(const Items& items, NameOf nameOf) {
  std::string out;
  for (const auto& item : items)
    out += (out.empty() ? "" : ", ") + std::string(nameOf(item));
  return out;
}

/// Steps from one word to the other; for “did you mean”.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)});
      corner = above;
    }
  }
  return row[b.size()];
}

template <typename Items, typename NameOf>
std::string didYouMean(std::string_view word, const Items& items, NameOf nameOf) {
  for (const auto& item : items) {
    if (word.size() > 2 && distance(word, nameOf(item)) <= 2)
      return " Did you mean " + std::string(nameOf(item)) + "?";
  }
  return {};
}

std::string unknownField(const ListSchema& schema, std::string_view name) {
  const auto nameOf = [](const Field& field) { return field.name; };
  const auto meant = didYouMean(name, schema.fields, nameOf);
  return plural(schema) + " have no field " + said(name) + "." +
         (meant.empty() ? " They have " + listed(schema.fields, nameOf) + "." : meant);
}

bool isRange(Match match) {
  return match != Match::equals && match != Match::regex;
}

/// Why Postgres would refuse the expression, or take very long over it; empty when it seems fine.
std::string expressionTrouble(std::string_view text) {
  if (text.size() > kLongestExpression)
    return "A regular expression may have " + std::to_string(kLongestExpression) + " characters at most.";
  if (text.starts_with("***")) return "A regular expression may not begin with ***.";
  int open = 0;
  bool inClass = false, operand = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      if (i + 1 == text.size()) return "The regular expression ends in a lone backslash.";
      if (text[++i] >= '1' && text[i] <= '9')
        return "References back to a group take too long; leave them out.";
      operand = true;
    } else if (inClass) {
      inClass = c != ']' || text[i - 1] == '[' || (text[i - 1] == '^' && text[i - 2] == '[');
      operand = true;
    } else if (c == '[') {
      inClass = true;
    } else if (c == '(') {
      ++open;
      operand = false;
    } else if (c == ')') {
      if (--open < 0) return "The regular expression closes a parenthesis that is not open.";
      operand = true;
    } else if (c == '?' && i > 0 && text[i - 1] == '(') {
      operand = false;  // (?:…) and (?i)
    } else if (c == '*' || c == '+' || c == '?') {
      if (!operand) return "The regular expression repeats nothing at " + said(text.substr(i, 1)) + ".";
      if (i + 1 < text.size() && text[i + 1] == '?') ++i;  // as little as possible
      operand = false;
    } else {
      operand = c != '|' && c != '^';
    }
  }
  if (inClass) return "The regular expression leaves a bracket open.";
  return open > 0 ? "The regular expression leaves a parenthesis open." : "";
}

bool isHexOfId(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

std::string badOperand(const Field& field, std::string_view text) {
  switch (field.kind) {
    case FieldKind::time:
      return parseTimeSpan(text) ? ""
                                 : said(text) + " is no time; write 2026-01-31 or 2026-01-31T23:59, in UTC.";
    case FieldKind::age:
    case FieldKind::duration:
      return parseDuration(text) ? "" : said(text) + " is no length of time; write 30s, 5m, 2h, 7d or 1h30m.";
    case FieldKind::bytes:
      return parseSize(text) ? "" : said(text) + " is no size; write 512, 10kB, 1MB or 2GiB.";
    case FieldKind::number:
      return parseNumber(text) ? "" : said(text) + " is no number.";
    case FieldKind::json:
      return parseNumber(text) || parseTimeSpan(text)
                 ? ""
                 : said(text) + " cannot be compared; write a number or a time such as 2026-01-31.";
    default:
      return "";
  }
}

std::string rangeTrouble(const Field& field, const FilterValue& value) {
  using Kind = FieldKind;
  if (field.kind == Kind::word || field.kind == Kind::name || field.kind == Kind::text ||
      field.kind == Kind::id || field.kind == Kind::tag || field.kind == Kind::flag)
    return std::string(field.name) + " has no order, so it cannot be compared.";
  for (const auto& end : {value.text, value.upper}) {
    if (end.empty()) continue;
    if (auto trouble = badOperand(field, end); !trouble.empty()) return trouble;
  }
  return {};
}

std::string idTrouble(const Field& field, const FilterValue& value, const Capabilities* capabilities) {
  const auto& text = value.text;
  if (core::Uuid::parse(text)) return {};
  if (capabilities != nullptr ? capabilities->idsAreText() : value.quoted) return {};
  constexpr std::size_t kFewest = 4;
  if (text.size() >= kFewest && text.size() < 36 && isHexOfId(text)) return {};
  return said(text) + " is no " + std::string(field.name) +
         "; write a UUID, or at least the first 4 of its digits" +
         (capabilities == nullptr ? ", and what is an id all the same in quotation marks." : ".");
}

/// `has:meta.key`: the flag is that there is a value.
bool isPath(const Field& field, std::string_view text) {
  return field.kind == FieldKind::flag && text.find('.') != std::string_view::npos && text.back() != '.' &&
         std::any_of(field.words.begin(), field.words.end(), [&](const FieldWord& word) {
           return word.word.ends_with('.') && text.starts_with(word.word);
         });
}

std::string equalsTrouble(const Field& field, const FilterValue& value, const Capabilities* capabilities) {
  switch (field.kind) {
    case FieldKind::word:
    case FieldKind::flag: {
      const auto nameOf = [](const FieldWord& each) { return each.word; };
      const auto known = std::find_if(field.words.begin(), field.words.end(),
                                      [&](const FieldWord& each) { return each.word == value.text; });
      if (known != field.words.end() || isPath(field, value.text)) return {};
      return std::string(field.name) + ": there is no " + said(value.text) + "; there are " +
             listed(field.words, nameOf) + "." + didYouMean(value.text, field.words, nameOf);
    }
    case FieldKind::id:
      return idTrouble(field, value, capabilities);
    case FieldKind::age:
    case FieldKind::duration:
    case FieldKind::bytes: {
      const auto trouble = badOperand(field, value.text);
      return trouble.empty() ? "Say whether more or less: " + std::string(field.name) + ":>" + value.text +
                                   " or " + std::string(field.name) + ":<" + value.text + "."
                             : trouble;
    }
    case FieldKind::time:
    case FieldKind::number:
      return badOperand(field, value.text);
    default:
      return {};
  }
}

std::string valueTrouble(const Field& field, const FilterValue& value, const Capabilities* capabilities) {
  if (isRange(value.match)) return rangeTrouble(field, value);
  if (value.match == Match::equals) return equalsTrouble(field, value, capabilities);
  if (field.kind == FieldKind::text || field.kind == FieldKind::name || field.kind == FieldKind::json)
    return expressionTrouble(value.text);
  return "A regular expression looks in text; " + std::string(field.name) + " is none.";
}

class Checker {
 public:
  Checker(const ListSchema& schema, const Capabilities* capabilities)
      : schema_(schema), capabilities_(capabilities) {}

  std::vector<FilterError> check(const Filter& filter) {
    for (const auto& term : filter.terms)
      checkTerm(term);
    if (filter.sort) checkSort(*filter.sort);
    return std::move(errors_);
  }

 private:
  void fail(Span span, std::string sentence) { errors_.push_back({span, std::move(sentence)}); }

  void checkTerm(const FilterTerm& term) {
    if (term.field.empty()) return;
    const Field* field = schema_.find(term.field);
    if (field == nullptr) return fail(term.fieldSpan, unknownField(schema_, term.field));
    if (term.path.empty() == (field->kind == FieldKind::json)) {
      return fail(term.fieldSpan, term.path.empty()
                                      ? "Say which value of " + term.field + ": " + term.field + ".key:value."
                                      : "Only JSON has keys; " + term.field + " is none.");
    }
    if (!isKept(*field, term)) {
      return fail(term.fieldSpan, "This database does not tell the " + term.field + " of its " +
                                      std::string(schema_.name) + ".");
    }
    for (const auto& value : term.values) {
      if (auto trouble = valueTrouble(*field, value, capabilities_); !trouble.empty()) {
        fail(value.span, std::move(trouble));
      } else if (field->kind == FieldKind::flag && capabilities_ != nullptr) {
        checkFlag(*field, value);
      }
    }
  }

  bool isKept(const Field& field, const FilterTerm&) const {
    if (capabilities_ == nullptr || field.sql == nullptr) return true;
    return !field.sql(*capabilities_).empty();
  }

  void checkFlag(const Field& field, const FilterValue& value) {
    for (const auto& word : field.words) {
      if (word.word == value.text && word.condition(*capabilities_).empty())
        fail(value.span, "This database does not tell which of its " + std::string(schema_.name) + " have " +
                             said(value.text) + ".");
    }
  }

  void checkSort(const FilterSort& sort) {
    const Field* field = schema_.find(sort.field);
    if (field != nullptr && isSortable(*field)) {
      if (capabilities_ != nullptr && field->sql(*capabilities_).empty())
        fail(sort.span,
             "This database does not tell the " + sort.field + " of its " + std::string(schema_.name) + ".");
      return;
    }
    std::vector<std::string_view> names;
    for (const auto& each : schema_.fields) {
      if (isSortable(each)) names.push_back(each.name);
    }
    fail(sort.span, plural(schema_) + " are not sorted by " + said(sort.field) + "; there are " +
                        listed(names, [](std::string_view name) { return name; }) + ".");
  }

  const ListSchema& schema_;
  const Capabilities* capabilities_;
  std::vector<FilterError> errors_;
};

}  // namespace

std::vector<FilterError> checkFilter(const ListSchema& schema, const Filter& filter,
                                     const Capabilities* capabilities) {
  return Checker(schema, capabilities).check(filter);
}

ParsedFilter readFilter(const ListSchema& schema, std::string_view text, const Capabilities* capabilities) {
  auto parsed = parseFilter(text);
  auto more = checkFilter(schema, parsed.filter, capabilities);
  parsed.errors.insert(parsed.errors.end(), std::make_move_iterator(more.begin()),
                       std::make_move_iterator(more.end()));
  std::stable_sort(parsed.errors.begin(), parsed.errors.end(),
                   [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; });
  return parsed;
}

}  // namespace heddle::query
