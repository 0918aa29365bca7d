// SPDX-License-Identifier: Apache-2.0
#include "backend/query/filter/filter.h"

namespace heddle::query {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "\"";
}

bool needsQuotes(std::string_view text) {
  return text.empty() || text.find_first_of(" \t\r\n,\"") != std::string_view::npos ||
         text.find("..") != std::string_view::npos || text.front() == '~' || text.front() == '<' ||
         text.front() == '>';
}

/// Whether the value can only be written in quotation marks. A word alone has no field before it: a colon
/// would make one of it, a dash a negation.
bool mustQuote(const FilterValue& value, bool alone) {
  const std::string& text = value.text;
  switch (value.match) {
    case Match::equals:
      if (alone && (text.starts_with('-') || text.find(':') != std::string::npos)) return true;
      return needsQuotes(text);
    case Match::regex:
      return text.empty() || text.front() == '"' || text.find_first_of(" \t\r\n,") != std::string::npos;
    case Match::greater:
    case Match::less:  // `>` followed by `=` would be another sign
      return needsQuotes(text) || text.front() == '=';
    case Match::atLeast:
    case Match::atMost:
      return needsQuotes(text);
    case Match::between:  // an end that has dots of its own would run into the two of the range
      for (const auto& end : {text, value.upper}) {
        if (!end.empty() && (needsQuotes(end) || end.front() == '.' || end.back() == '.')) return true;
      }
      return false;
  }
  return false;
}

std::string operand(const std::string& text, bool quotes) {
  return quotes ? quoted(text) : text;
}

std::string printValue(const FilterValue& value, bool alone) {
  const bool quotes = value.quoted || mustQuote(value, alone);
  const std::string text = operand(value.text, quotes);
  switch (value.match) {
    case Match::equals:
      return text;
    case Match::regex:
      return "~" + text;
    case Match::greater:
      return ">" + text;
    case Match::less:
      return "<" + text;
    case Match::atLeast:
      return ">=" + text;
    case Match::atMost:
      return "<=" + text;
    case Match::between:
      return (value.text.empty() ? "" : text) + ".." +
             (value.upper.empty() ? "" : operand(value.upper, quotes));
  }
  return {};
}

std::string printKey(std::string_view key) {
  const bool plain =
      !key.empty() && key.find_first_of(" \t\r\n,\".:\\") == std::string_view::npos && key.front() != '"';
  return plain ? std::string(key) : quoted(key);
}

}  // namespace

void normalise(Filter& filter) {
  for (auto& term : filter.terms) {
    for (auto& value : term.values)
      value.quoted = value.quoted || mustQuote(value, term.field.empty());
  }
}

std::string printWord(std::string_view text) {
  return operand(std::string(text), needsQuotes(text));
}

std::string printTerm(const FilterTerm& term) {
  std::string out = term.negated ? "-" : "";
  if (term.field.empty()) return term.values.empty() ? out : out + printValue(term.values.front(), true);
  out += term.field;
  for (const auto& key : term.path)
    out += "." + printKey(key);
  out += ":";
  for (std::size_t i = 0; i < term.values.size(); ++i)
    out += (i > 0 ? "," : "") + printValue(term.values[i], false);
  return out;
}

std::string printFilter(const Filter& filter) {
  std::string out;
  for (const auto& term : filter.terms)
    out += (out.empty() ? "" : " ") + printTerm(term);
  if (filter.sort)
    out += std::string(out.empty() ? "" : " ") + "sort:" + (filter.sort->descending ? "-" : "") +
           filter.sort->field;
  return out;
}

}  // namespace heddle::query
