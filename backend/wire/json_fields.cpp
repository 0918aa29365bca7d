// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/json_fields.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace heddle::wire {
namespace {

using Cut = std::optional<std::string_view>;

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kHexDigits = "0123456789abcdef";

void skipBlanks(std::string_view& text) {
  const auto at = text.find_first_not_of(kBlanks);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at);
}

/// Length of the string literal at the front, 0 when it does not end.
std::size_t literalLength(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return 0;
}

std::size_t nestedLength(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      const auto length = literalLength(text.substr(at));
      if (length == 0) return 0;
      at += length - 1;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth == 0) return at + 1;
    }
  }
  return 0;
}

Cut takeValue(std::string_view& text) {
  skipBlanks(text);
  if (text.empty()) return std::nullopt;
  std::size_t length = 0;
  if (text.front() == '"') {
    length = literalLength(text);
  } else if (text.front() == '{' || text.front() == '[') {
    length = nestedLength(text);
  } else {
    const auto end = text.find_first_of(" \t\r\n,]}:");
    length = end == std::string_view::npos ? text.size() : end;
  }
  if (length == 0) return std::nullopt;
  const auto value = text.substr(0, length);
  text.remove_prefix(length);
  skipBlanks(text);
  return value;
}

bool takeChar(std::string_view& text, char wanted) {
  skipBlanks(text);
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  skipBlanks(text);
  return true;
}

std::optional<std::uint32_t> hexUnit(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t unit = 0;
  for (const char c : text.substr(0, 4)) {
    const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    const auto digit = kHexDigits.find(lower);
    if (digit == std::string_view::npos) return std::nullopt;
    unit = unit * 16 + static_cast<std::uint32_t>(digit);
  }
  return unit;
}

void appendUtf8(std::string& out, std::uint32_t code) {
  const auto tail = [&out](std::uint32_t bits) { out.push_back(static_cast<char>(0x80U | (bits & 0x3fU))); };
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xc0U | (code >> 6U)));
    tail(code);
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xe0U | (code >> 12U)));
    tail(code >> 6U);
    tail(code);
  } else {
    out.push_back(static_cast<char>(0xf0U | (code >> 18U)));
    tail(code >> 12U);
    tail(code >> 6U);
    tail(code);
  }
}

/// `text` stands behind `\u`; consumes the digits and a second half of a surrogate pair.
void takeUnicode(std::string_view& text, std::string& out) {
  constexpr std::uint32_t kReplacement = 0xfffd;
  const auto first = hexUnit(text);
  if (!first) return;
  text.remove_prefix(4);
  if (*first < 0xd800 || *first > 0xdfff) return appendUtf8(out, *first);
  if (*first < 0xdc00 && text.starts_with("\\u")) {
    const auto second = hexUnit(text.substr(2));
    if (second && *second >= 0xdc00 && *second <= 0xdfff) {
      text.remove_prefix(6);
      return appendUtf8(out, 0x10000 + ((*first - 0xd800) << 10U) + (*second - 0xdc00));
    }
  }
  appendUtf8(out, kReplacement);
}

core::Error notA(const char* what) {
  return {core::ErrorCode::invalid, std::string("the JSON text is not ") + what};
}

}  // namespace

core::Result<std::vector<JsonField>> objectFields(std::string_view json) {
  std::vector<JsonField> fields;
  if (!takeChar(json, '{')) return notA("an object");
  if (takeChar(json, '}')) return fields;
  while (true) {
    const auto key = takeValue(json);
    if (!key || key->front() != '"' || !takeChar(json, ':')) return notA("a whole object");
    const auto value = takeValue(json);
    if (!value) return notA("a whole object");
    fields.push_back(JsonField{stringFromJson(*key), *value});
    if (takeChar(json, '}')) return fields;
    if (!takeChar(json, ',')) return notA("a whole object");
  }
}

core::Result<std::vector<std::string_view>> arrayItems(std::string_view json) {
  std::vector<std::string_view> items;
  if (!takeChar(json, '[')) return notA("an array");
  if (takeChar(json, ']')) return items;
  while (true) {
    const auto value = takeValue(json);
    if (!value) return notA("a whole array");
    items.push_back(*value);
    if (takeChar(json, ']')) return items;
    if (!takeChar(json, ',')) return notA("a whole array");
  }
}

std::string_view fieldText(std::string_view json, std::string_view key) {
  const auto fields = objectFields(json);
  if (!fields) return {};
  std::string_view found;
  for (const auto& field : *fields)
    if (field.key == key) found = field.value;
  return found;
}

std::string stringFromJson(std::string_view literal) {
  std::string out;
  if (literal.size() < 2 || literal.front() != '"' || literal.back() != '"') return out;
  literal = literal.substr(1, literal.size() - 2);
  out.reserve(literal.size());
  constexpr std::string_view kEscapes = "bfnrt", kMeant = "\b\f\n\r\t";
  while (!literal.empty()) {
    const auto plain = std::min(literal.find('\\'), literal.size());
    out.append(literal.substr(0, plain));
    literal.remove_prefix(plain);
    if (literal.size() < 2) break;
    const char escaped = literal[1];
    literal.remove_prefix(2);
    if (escaped == 'u') {
      takeUnicode(literal, out);
    } else {
      const auto at = kEscapes.find(escaped);
      out.push_back(at == std::string_view::npos ? escaped : kMeant[at]);
    }
  }
  return out;
}

std::string jsonString(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (byte < 0x20) {
      out.append("\\u00");
      out.push_back(kHexDigits[byte >> 4U]);
      out.push_back(kHexDigits[byte & 15U]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

}  // namespace heddle::wire
