// SPDX-License-Identifier: Apache-2.0
#include "backend/api/api_keys.h"

#include <algorithm>

namespace heddle::api {
namespace {

constexpr std::string_view kSeparators = ", \t\r\n";

bool same(std::string_view secret, std::string_view given) {
  unsigned difference = secret.size() == given.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto expected = static_cast<unsigned char>(secret[i % secret.size()]);
    difference |= static_cast<unsigned>(expected ^ static_cast<unsigned char>(given[i]));
  }
  return difference == 0;
}

}  // namespace

ApiKeys ApiKeys::fromList(std::string_view list) {
  std::vector<std::string> keys;
  while (!list.empty()) {
    const auto end = std::min(list.find_first_of(kSeparators), list.size());
    if (end > 0) keys.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return ApiKeys(std::move(keys));
}

bool ApiKeys::admits(std::string_view key) const {
  bool known = false;
  for (const auto& each : keys_)
    known = same(each, key) || known;
  return known;
}

}  // namespace heddle::api
