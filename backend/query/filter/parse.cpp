// SPDX-License-Identifier: Apache-2.0
#include "backend/query/filter/filter.h"

#include <algorithm>

namespace heddle::query {
namespace {

bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  ParsedFilter read() {
    for (skipSpace(); !atEnd(); skipSpace())
      readTerm();
    return std::move(out_);
  }

 private:
  bool atEnd() const { return at_ >= text_.size(); }
  char peek() const { return atEnd() ? '\0' : text_[at_]; }
  bool ahead(std::string_view word) const { return text_.substr(at_).starts_with(word); }
  bool take(std::string_view word) {
    if (!ahead(word)) return false;
    at_ += word.size();
    return true;
  }
  void skipSpace() {
    while (!atEnd() && isSpace(peek()))
      ++at_;
  }
  void fail(std::size_t begin, std::size_t end, std::string sentence) {
    out_.errors.push_back({{begin, std::max(end, begin)}, std::move(sentence)});
  }

  /// Where the field ends when this is `field:…`: the colon, outside quotation marks and before any space.
  std::optional<std::size_t> colonAhead() const {
    bool quoted = false;
    for (std::size_t i = at_; i < text_.size(); ++i) {
      const char c = text_[i];
      if (quoted && c == '\\') {
        ++i;
      } else if (c == '"') {
        // A word in quotation marks is a value; only a key of a path may be quoted.
        if (!quoted && (i == at_ || text_[i - 1] != '.')) return std::nullopt;
        quoted = !quoted;
      } else if (!quoted) {
        if (c == ':') return i;
        if (isSpace(c) || c == ',') return std::nullopt;
      }
    }
    return std::nullopt;
  }

  void readTerm() {
    FilterTerm term;
    term.span.begin = at_;
    term.negated = take("-");
    const auto colon = colonAhead();
    if (!colon) {
      readWord(std::move(term));
      return;
    }
    term.fieldSpan = {at_, *colon};
    readField(term, *colon);
    at_ = *colon + 1;
    if (term.field == "sort" && term.path.empty()) {
      readSort(term);
      return;
    }
    readValues(term);
    term.span.end = at_;
    if (!term.values.empty()) out_.filter.terms.push_back(std::move(term));
  }

  /// A word that stands alone.
  void readWord(FilterTerm term) {
    const auto begin = at_;
    FilterValue value = readExpression();
    value.span = {begin, at_};
    if (value.quoted) skipRest();
    if (value.text.empty() && !value.quoted) {
      if (peek() == ',') ++at_;
      fail(term.span.begin, std::max(at_, term.span.begin + 1), "Here a word or field:value is missing.");
      return;
    }
    if (peek() == ',') {
      while (!atEnd() && !isSpace(peek()))
        ++at_;
      fail(term.span.begin, at_, "Alternatives need a field: write field:one,two.");
      return;
    }
    term.span.end = at_;
    term.values.push_back(std::move(value));
    out_.filter.terms.push_back(std::move(term));
  }

  void readField(FilterTerm& term, std::size_t colon) {
    while (at_ < colon && peek() != '.')
      term.field.push_back(lower(text_[at_++]));
    if (term.field.empty()) fail(at_, colon + 1, "A field's name is missing before the colon.");
    while (at_ < colon) {
      ++at_;  // the dot
      const auto begin = at_;
      const std::string key = peek() == '"' ? readQuoted() : readKey(colon);
      if (key.empty()) fail(begin > 0 ? begin - 1 : 0, colon, "A key is missing after the dot.");
      term.path.push_back(key);
      const auto end = at_;
      while (at_ < colon && peek() != '.')
        ++at_;
      if (at_ > end) fail(end, at_, "After the quotation mark a dot or a colon is missing.");
    }
  }

  std::string readKey(std::size_t colon) {
    std::string key;
    while (at_ < colon && peek() != '.')
      key.push_back(text_[at_++]);
    return key;
  }

  std::string readQuoted() {
    const auto begin = at_++;
    std::string out;
    while (!atEnd() && peek() != '"') {
      if (peek() == '\\' && at_ + 1 < text_.size()) ++at_;
      out.push_back(text_[at_++]);
    }
    if (!take("\"")) fail(begin, at_, "The closing quotation mark is missing.");
    return out;
  }

  /// Up to a space, a comma or the two dots of a range; or a phrase in quotation marks.
  FilterValue readOperand() {
    FilterValue value;
    if (peek() == '"') {
      value.text = readQuoted();
      value.quoted = true;
      return value;
    }
    while (!atEnd() && !isSpace(peek()) && peek() != ',' && !ahead(".."))
      value.text.push_back(text_[at_++]);
    return value;
  }

  void readValues(FilterTerm& term) {
    for (;;) {
      const auto begin = at_;
      if (atEnd() || isSpace(peek()) || peek() == ',') {
        const bool only = term.values.empty() && peek() != ',';
        fail(only ? term.span.begin : begin, std::max(begin, at_),
             only ? "Here a value is missing after the colon." : "Between commas a value is missing.");
      } else {
        FilterValue value = readValue();
        value.span = {begin, at_};
        term.values.push_back(std::move(value));
        skipRest();
      }
      if (!take(",")) return;
    }
  }

  FilterValue readValue() {
    const auto begin = at_;
    for (const auto& [sign, match] :
         {std::pair(std::string_view(">="), Match::atLeast), std::pair(std::string_view("<="), Match::atMost),
          std::pair(std::string_view(">"), Match::greater), std::pair(std::string_view("<"), Match::less),
          std::pair(std::string_view("~"), Match::regex)}) {
      if (!take(sign)) continue;
      FilterValue value = match == Match::regex ? readExpression() : readOperand();
      value.match = match;
      if (value.text.empty())
        fail(begin, at_, "After “" + std::string(sign) + "” something to compare with is missing.");
      return value;
    }
    FilterValue value = readOperand();
    if (!take("..")) return value;
    FilterValue upper = readOperand();
    value.match = Match::between;
    value.quoted = value.quoted || upper.quoted;
    value.upper = upper.text;
    if (value.text.empty() && value.upper.empty()) fail(begin, at_, "A range needs a beginning or an end.");
    return value;
  }

  /// Two dots are no range inside a regular expression.
  FilterValue readExpression() {
    if (peek() == '"') return readOperand();
    FilterValue value;
    while (!atEnd() && !isSpace(peek()) && peek() != ',')
      value.text.push_back(text_[at_++]);
    return value;
  }

  /// What is glued to a value is an error, told once.
  void skipRest() {
    const auto begin = at_;
    while (!atEnd() && !isSpace(peek()) && peek() != ',')
      ++at_;
    if (at_ > begin) fail(begin, at_, "A space or a comma is missing before this.");
  }

  void readSort(const FilterTerm& term) {
    FilterSort sort;
    sort.descending = take("-");
    while (!atEnd() && !isSpace(peek()))
      sort.field.push_back(lower(text_[at_++]));
    sort.span = {term.span.begin, at_};
    if (term.negated) {
      fail(term.span.begin, at_, "A sort cannot be negated; write sort:-field to turn it round.");
    } else if (sort.field.empty()) {
      fail(term.span.begin, at_, "Here the field to sort by is missing.");
    } else if (out_.filter.sort) {
      fail(term.span.begin, at_, "There is a sort already; a list has one.");
    } else {
      out_.filter.sort = std::move(sort);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  ParsedFilter out_;
};

}  // namespace

ParsedFilter parseFilter(std::string_view text) {
  auto parsed = Reader(text).read();
  normalise(parsed.filter);
  if (text.find('\0') != std::string_view::npos)
    parsed.errors.push_back({{0, text.size()}, "A filter cannot hold the character NUL."});
  return parsed;
}

}  // namespace heddle::query
