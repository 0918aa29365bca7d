// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/masking.h"

#include "backend/core/masking.h"

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

/// Whether `"name":` with the name of a secret stands anywhere in a text that may not be whole JSON.
bool namesSecretAnywhere(std::string_view json) {
  for (std::size_t open = json.find('"'); open != std::string_view::npos;) {
    std::size_t close = open + 1;
    while (close < json.size() && json[close] != '"')
      close += json[close] == '\\' ? 2 : 1;
    if (close >= json.size()) return false;
    const auto next = json.find_first_not_of(" \t\r\n", close + 1);
    const bool isKey = next == std::string_view::npos || json[next] == ':';
    if (isKey && core::namesSecret(json.substr(open + 1, close - open - 1))) return true;
    open = json.find('"', close + 1);
  }
  return false;
}

}  // namespace

void maskSecrets(Value& value) {
  mask(value);
}

std::string withoutSecrets(std::string json) {
  auto parsed = parseJson(json);
  if (parsed) return mask(*parsed) ? writeJson(*parsed) : json;
  if (!namesSecretAnywhere(json) && core::maskSecrets(json) == json) return json;
  return "\"This text holds credentials and is too long to mask them; it is not shown.\"";
}

}  // namespace heddle::wire
