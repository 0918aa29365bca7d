// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/masking.h"

#include "backend/core/masking.h"

#include <algorithm>
#include <string_view>

namespace heddle::wire {
namespace {

/// Only such a text can hold what core::maskSecrets() looks for.
bool mayHoldPassword(std::string_view text) {
  return text.find("://") != std::string_view::npos || text.find('=') != std::string_view::npos ||
         text.find(": ") != std::string_view::npos;
}

bool isKept(const Value& value) {
  return value.isNull() || value.kind() == Value::Kind::boolean;
}

/// Answers whether it changed anything.
bool mask(Value& value) {
  bool changed = false;
  if (value.isString() && mayHoldPassword(value.string())) {
    auto masked = core::maskSecrets(value.string());
    changed = masked != value.string();
    if (changed) value.string() = std::move(masked);
  }
  if (value.isArray()) {
    for (auto& item : value.items())
      changed = mask(item) || changed;
  }
  if (!value.isObject()) return changed;
  for (auto& [name, member] : value.members()) {
    if (!core::namesSecret(name)) {
      changed = mask(member) || changed;
    } else if (!isKept(member)) {
      member = Value::ofString(std::string(core::kMask));
      changed = true;
    }
  }
  return changed;
}

/// The closing quote of the string that opens at `open`; the end of a text that was cut before it.
std::size_t closingQuote(std::string_view json, std::size_t open) {
  for (std::size_t at = open + 1; at < json.size(); ++at) {
    if (json[at] == '"') return at;
    if (json[at] == '\\') ++at;
  }
  return json.size();
}

/// The end of the value that begins at `at`, as far as the text goes.
std::size_t endOfValue(std::string_view json, std::size_t at) {
  int depth = 0;
  for (; at < json.size(); ++at) {
    const char c = json[at];
    if (c == '"') at = closingQuote(json, at);
    if (c == '{' || c == '[') ++depth;
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
    if (c == '}' || c == ']') --depth;
    if (depth == 0 && (c == '"' || c == '}' || c == ']')) return std::min(at + 1, json.size());
  }
  return json.size();
}

/// Masks by name in text that is no whole JSON.
std::string maskedByName(const std::string& json) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t open = json.find('"'); open < json.size();) {
    const std::size_t close = closingQuote(json, open);
    std::size_t next = json.find_first_not_of(" \t\r\n", close + 1);
    if (next < json.size() && json[next] == ':' &&
        core::namesSecret(json.substr(open + 1, close - open - 1))) {
      const std::size_t value = json.find_first_not_of(" \t\r\n", next + 1);
      if (value >= json.size()) break;
      const std::size_t end = endOfValue(json, value);
      if (std::string_view("tfn").find(json[value]) == std::string_view::npos) {
        out.append(json, copied, value - copied).append(1, '"').append(core::kMask).append(1, '"');
        copied = end;
      }
      next = end;
    }
    open = json.find('"', std::max(next == std::string::npos ? json.size() : next, close + 1));
  }
  return out.append(json, copied);
}

}  // namespace

bool maskSecrets(Value& value) {
  return mask(value);
}

std::string withoutSecrets(std::string json) {
  auto parsed = parseJson(json);
  if (parsed) return mask(*parsed) ? writeJson(*parsed) : json;
  return core::maskSecrets(maskedByName(json));
}

}  // namespace heddle::wire
