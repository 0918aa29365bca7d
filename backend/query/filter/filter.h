// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::query {

/// Bytes of the filter's text: [begin, end).
struct Span {
  std::size_t begin = 0, end = 0;
};

enum class Match { equals, regex, greater, atLeast, less, atMost, between };

/// One alternative of a term. `between` has `text .. upper`, of which one may be empty.
struct FilterValue {
  Match match = Match::equals;
  std::string text, upper;
  bool quoted = false;  // text: "42" is the string, 42 may also be the number
  Span span;

  /// What it says; where it stood does not count.
  bool operator==(const FilterValue& other) const {
    return match == other.match && text == other.text && upper == other.upper && quoted == other.quoted;
  }
};

/// `-field.key.key:value,value`. A word alone has no field and one value.
struct FilterTerm {
  bool negated = false;
  std::string field;              // lower case
  std::vector<std::string> path;  // of a JSON field
  std::vector<FilterValue> values;
  Span span, fieldSpan;

  bool operator==(const FilterTerm& other) const {
    return negated == other.negated && field == other.field && path == other.path && values == other.values;
  }
};

struct FilterSort {
  std::string field;
  bool descending = false;
  Span span;

  bool operator==(const FilterSort& other) const {
    return field == other.field && descending == other.descending;
  }
};

/// All terms hold (space is AND); within a term one value does (comma is OR). No terms: everything.
struct Filter {
  std::vector<FilterTerm> terms;
  std::optional<FilterSort> sort;

  bool isEmpty() const { return terms.empty() && !sort; }
  bool operator==(const Filter&) const = default;
};

/// One sentence for people and the place it is about.
struct FilterError {
  Span span;
  std::string sentence;
};

struct ParsedFilter {
  Filter filter;  // what could be read, also beside errors
  std::vector<FilterError> errors;
};

/// Reads the grammar alone; which fields there are and what their values may be is checkFilter's.
ParsedFilter parseFilter(std::string_view text);

/// The one spelling of a filter: for one that is normalised, parseFilter(printFilter(f)).filter == f.
std::string printFilter(const Filter& filter);
/// Marks the values that can only be written in quotation marks; parseFilter has done so.
void normalise(Filter& filter);
std::string printTerm(const FilterTerm& term);
/// A value as one may write it after `field:`, quoted where it must be.
std::string printWord(std::string_view text);

}  // namespace heddle::query
