// SPDX-License-Identifier: Apache-2.0
#include "models/format/text_match.h"

#include <algorithm>

namespace heddle::models {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

/// The next place of one character; what was found is kept until the search has passed it.
class NextOf {
 public:
  NextOf(std::string_view text, char wanted) : text_(text), wanted_(wanted) {}
  std::size_t from(std::size_t start) {
    if (at_ != std::string_view::npos && at_ < start) at_ = text_.find(wanted_, start);
    return at_;
  }
  void begin() { at_ = text_.find(wanted_); }

 private:
  std::string_view text_;
  char wanted_;
  std::size_t at_ = 0;
};

bool sameFolded(const char* text, const std::string& folded) {
  for (std::size_t i = 0; i < folded.size(); ++i) {
    if (lower(text[i]) != folded[i]) return false;
  }
  return true;
}

bool containsFolded(std::string_view text, const std::string& folded) {
  if (folded.size() > text.size()) return false;
  const std::size_t last = text.size() - folded.size();
  NextOf small(text, folded.front());
  NextOf large(text, upper(folded.front()));
  small.begin();
  large.begin();
  for (std::size_t at = 0; at <= last; ++at) {
    at = std::min(small.from(at), large.from(at));
    if (at > last) return false;
    if (sameFolded(text.data() + at, folded)) return true;
  }
  return false;
}

}  // namespace

TextMatch::TextMatch(const QString& needle) : needle_(needle) {
  const bool plain = std::all_of(needle.begin(), needle.end(), [](QChar c) { return c.unicode() < 0x80; });
  if (!plain) return;
  for (const char c : needle.toLatin1())
    folded_.push_back(lower(c));
}

bool TextMatch::inUtf8(std::string_view text) const {
  if (!folded_.empty()) return containsFolded(text, folded_);
  return needle_.isEmpty() || in(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
}

}  // namespace heddle::models
