// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/stored_json.h"

#include <string>
#include <utility>

namespace heddle::checkpoint {
namespace {

using wire::Value;

/// Stands before the word of a number that JSON does not have; no text of a serializer begins so.
constexpr std::string_view kMark{"\x01\x02number:"};
constexpr std::string_view kWritten = "\"\\u0001\\u0002number:";

/// `\uXXXX` at `at`: its code unit, or -1.
int unitAt(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const char c = text[i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool isHigh(int unit) {
  return unit >= 0xd800 && unit < 0xdc00;
}
bool isLow(int unit) {
  return unit >= 0xdc00 && unit < 0xe000;
}

/// Rewrites in one pass, never longer than a fixed multiple of the text.
class Repair {
 public:
  explicit Repair(std::string_view text) : text_(text) { out_.reserve(text.size() + 64); }

  std::string take() {
    while (at_ < text_.size()) {
      if (inString_)
        inside();
      else
        outside();
    }
    return std::move(out_);
  }

 private:
  void copy(std::size_t count) {
    out_ += text_.substr(at_, count);
    at_ += count;
  }

  void inside() {
    if (text_[at_] != '\\') {
      if (text_[at_] == '"') inString_ = false;
      copy(1);
      return;
    }
    const int unit = unitAt(text_, at_);
    if (isHigh(unit) && isLow(unitAt(text_, at_ + 6))) {
      copy(12);
    } else if (isHigh(unit) || isLow(unit)) {
      out_ += "\\ufffd";
      at_ += 6;
    } else {
      copy(2);
    }
  }

  void outside() {
    for (const std::string_view word : {"NaN", "-Infinity", "Infinity"}) {
      if (text_.substr(at_, word.size()) != word) continue;
      out_ += kWritten;
      out_ += word;
      out_ += '"';
      at_ += word.size();
      return;
    }
    if (text_[at_] == '"') inString_ = true;
    copy(1);
  }

  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
  bool inString_ = false;
};

void unmark(Value& value) {
  if (value.isString() && value.string().starts_with(kMark)) {
    value = Value::ofString(value.string().substr(kMark.size()));
    value.setHint("float");
  } else if (value.isArray()) {
    for (auto& item : value.items())
      unmark(item);
  } else if (value.isObject()) {
    for (auto& [key, member] : value.members())
      unmark(member);
  }
}

}  // namespace

core::Result<Value> readStoredJson(std::string_view bytes, std::size_t depth) {
  const wire::ParseLimits limits{.depth = depth};
  auto plain = wire::parseJson(bytes, limits);
  if (plain || plain.error().code == core::ErrorCode::tooLarge) return plain;
  auto repaired = wire::parseJson(Repair(bytes).take(), limits);
  if (!repaired) return plain;  // its offset is that of the bytes as stored
  unmark(*repaired);
  return repaired;
}

}  // namespace heddle::checkpoint
