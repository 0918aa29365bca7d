// SPDX-License-Identifier: Apache-2.0
#include "backend/api/json_check.h"

#include "backend/wire/utf8.h"

#include <algorithm>
#include <bitset>

namespace heddle::api {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isHex(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Reads one document from front to back; every step answers false at the first byte that is wrong.
class Checker {
 public:
  explicit Checker(std::string_view text) : text_(text) {}

  std::size_t position() const { return at_; }

  bool document() {
    if (!value()) return false;
    while (depth_ > 0) {
      if (!afterValue()) return false;
    }
    blanks();
    return at_ == text_.size();
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
      ++at_;
    }
  }

  bool open(bool object) {
    if (depth_ == kJsonDepth) return false;
    objects_[depth_++] = object;
    ++at_;
    return true;
  }

  /// A value up to its end, or up to the first value inside an array or object that is not empty.
  bool value() {
    for (;;) {
      blanks();
      const char c = peek();
      if (c == '"') return string();
      if (c == '-' || isDigit(c)) return number();
      if (c == 't') return word("true");
      if (c == 'f') return word("false");
      if (c == 'n') return word("null");
      if (c != '{' && c != '[') return false;
      if (!open(c == '{')) return false;
      blanks();
      if (take(c == '{' ? '}' : ']')) {
        --depth_;
        return true;
      }
      if (c == '{' && !key()) return false;
    }
  }

  bool afterValue() {
    blanks();
    const bool object = objects_[depth_ - 1];
    if (take(object ? '}' : ']')) {
      --depth_;
      return true;
    }
    if (!take(',')) return false;
    if (object && !key()) return false;
    return value();
  }

  bool key() {
    blanks();
    if (!string()) return false;
    blanks();
    return take(':');
  }

  bool word(std::string_view literal) {
    if (text_.substr(at_, literal.size()) != literal) return false;
    at_ += literal.size();
    return true;
  }

  bool digits() {
    if (!isDigit(peek())) return false;
    while (isDigit(peek()))
      ++at_;
    return true;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (!take('+')) take('-');
      return digits();
    }
    return true;
  }

  bool escape() {
    const char c = peek();
    ++at_;
    if (c != 'u')
      return c == '"' || c == '\\' || c == '/' || c == 'b' || c == 'f' || c == 'n' || c == 'r' || c == 't';
    for (int i = 0; i < 4; ++i, ++at_) {
      if (!isHex(peek())) return false;
    }
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte == '"') {
        ++at_;
        return true;
      }
      if (byte == '\\') {
        ++at_;
        if (!escape()) return false;
      } else if (byte < 0x20) {
        return false;
      } else if (byte < 0x80) {
        ++at_;
      } else {
        const auto length = wire::utf8Length(text_, at_);
        if (length == 0) return false;
        at_ += length;
      }
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::bitset<kJsonDepth> objects_;  // of the open arrays and objects: which are objects
};

}  // namespace

std::optional<std::size_t> firstJsonError(std::string_view text) {
  Checker checker(text);
  if (checker.document()) return std::nullopt;
  return std::min(checker.position(), text.size());
}

}  // namespace heddle::api
