// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/jsonb_text.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace heddle::storage {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
// What Postgres' numeric holds: digits before and after the point.
constexpr long kMaxIntegerDigits = 131072, kMaxFractionDigits = 16383;

/// Length of the well-formed UTF-8 sequence at `at`, or 0.
std::size_t sequenceLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t offset) -> unsigned {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0u;
  };
  const auto trail = [&](std::size_t offset) { return (byte(offset) & 0xC0u) == 0x80u; };
  const unsigned lead = byte(0), next = byte(1);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return trail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!trail(1) || !trail(2)) return 0;
    if (lead == 0xE0 && next < 0xA0) return 0;  // overlong
    if (lead == 0xED && next > 0x9F) return 0;  // a surrogate
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!trail(1) || !trail(2) || !trail(3)) return 0;
    if (lead == 0xF0 && next < 0x90) return 0;
    if (lead == 0xF4 && next > 0x8F) return 0;
    return 4;
  }
  return 0;
}

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The code unit of `\uXXXX` at `at`, or -1 when that is not what stands there.
int escapedUnit(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const int digit = hexDigit(text[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool isHigh(int unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool isLow(int unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

bool numberCharacter(char c) {
  return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
}

bool beyondNumeric(std::string_view number) {
  const std::size_t mark = number.find_first_of("eE");
  const std::string_view mantissa = number.substr(0, mark);
  long exponent = 0;
  if (mark != std::string_view::npos) {
    exponent = std::clamp(std::strtol(std::string(number.substr(mark + 1)).c_str(), nullptr, 10), -1000000L,
                          1000000L);
  }
  const std::size_t point = mantissa.find('.');
  const auto digits = [](std::string_view part) {
    return static_cast<long>(
        std::count_if(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; }));
  };
  const long before = digits(mantissa.substr(0, point));
  const long after = point == std::string_view::npos ? 0 : digits(mantissa.substr(point + 1));
  return before + exponent > kMaxIntegerDigits || after - exponent > kMaxFractionDigits;
}

/// Walks the text once; nothing is copied until the first thing that has to change.
class Cleaner {
 public:
  explicit Cleaner(std::string_view source) : source_(source) {}

  void json() {
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == '"') {
        string();
      } else if (c == 'N' && source_.substr(at_, 3) == "NaN") {
        replace(3, "null");
      } else if (c == 'I' && source_.substr(at_, 8) == "Infinity") {
        replace(8, "null");
      } else if (c == '-' && source_.substr(at_, 9) == "-Infinity") {
        replace(9, "null");
      } else if (c == '-' || (c >= '0' && c <= '9')) {
        number();
      } else {
        ++at_;
      }
    }
  }

  void plain() {
    while (at_ < source_.size())
      character();
  }

  bool changed() const { return changed_; }
  std::string take() {
    out_.append(source_.substr(kept_));
    return std::move(out_);
  }

 private:
  void replace(std::size_t length, std::string_view with) {
    changed_ = true;
    out_.append(source_.substr(kept_, at_ - kept_));
    out_.append(with);
    at_ += length;
    kept_ = at_;
  }

  void character() {
    const std::size_t length = source_[at_] == '\0' ? 0 : sequenceLength(source_, at_);
    if (length == 0) {
      replace(1, kReplacement);
    } else {
      at_ += length;
    }
  }

  void string() {
    ++at_;
    while (at_ < source_.size() && source_[at_] != '"') {
      if (source_[at_] == '\\') {
        escape();
      } else {
        character();
      }
    }
    if (at_ < source_.size()) ++at_;
  }

  void escape() {
    const int unit = escapedUnit(source_, at_);
    if (unit < 0) {
      at_ = std::min(at_ + 2, source_.size());
    } else if (isHigh(unit) && isLow(escapedUnit(source_, at_ + 6))) {
      at_ += 12;
    } else if (unit == 0 || isHigh(unit) || isLow(unit)) {
      replace(6, kReplacement);
    } else {
      at_ += 6;
    }
  }

  void number() {
    std::size_t end = at_ + 1;
    while (end < source_.size() && numberCharacter(source_[end]))
      ++end;
    const std::string_view text = source_.substr(at_, end - at_);
    // Short text without an exponent always fits: the common case costs no look at the digits.
    const bool fits = text.size() < 1000 && text.find_first_of("eE") == std::string_view::npos;
    if (fits || !beyondNumeric(text)) {
      at_ = end;
    } else {
      replace(text.size(), '"' + std::string(text) + '"');
    }
  }

  std::string_view source_;
  std::size_t at_ = 0, kept_ = 0;
  bool changed_ = false;
  std::string out_;
};

}  // namespace

std::string cleanJson(std::string json) {
  Cleaner cleaner(json);
  cleaner.json();
  return cleaner.changed() ? cleaner.take() : std::move(json);
}

std::string cleanText(std::string text) {
  Cleaner cleaner(text);
  cleaner.plain();
  return cleaner.changed() ? cleaner.take() : std::move(text);
}

}  // namespace heddle::storage
