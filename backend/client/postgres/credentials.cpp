// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/credentials.h"

#include "backend/wire/value.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace heddle::client {
namespace {

constexpr std::array<std::string_view, 5> kNames{"authorization", "x-api-key", "cookie",
                                                 "proxy-authorization", "x-auth-token"};
constexpr std::string_view kAuthPrefix = "langgraph_auth_";

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool isCredential(std::string_view name) {
  const auto low = lowered(name);
  return low.starts_with(kAuthPrefix) || std::find(kNames.begin(), kNames.end(), low) != kNames.end();
}

bool mayHold(std::string_view json) {
  const auto low = lowered(json);
  if (low.find(kAuthPrefix) != std::string::npos) return true;
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](auto name) { return low.find(name) != std::string::npos; });
}

void mask(wire::Value& value) {
  if (value.isArray()) {
    for (auto& item : value.items())
      mask(item);
  }
  if (!value.isObject()) return;
  for (auto& [name, member] : value.members()) {
    if (isCredential(name))
      member = wire::Value::ofString("••••••");
    else
      mask(member);
  }
}

}  // namespace

std::string withoutCredentials(std::string json) {
  if (!mayHold(json)) return json;
  auto parsed = wire::parseJson(json);
  if (!parsed) return "\"This text holds credentials and is too long to mask them; it is not shown.\"";
  mask(*parsed);
  return wire::writeJson(*parsed);
}

}  // namespace heddle::client
