// SPDX-License-Identifier: Apache-2.0
#include "backend/api/header_rules.h"

#include <algorithm>

namespace heddle::api {
namespace {

/// Without recursion: a failed guess goes back to the last star only.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, mark = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool any(const std::vector<std::string>& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [name](const auto& pattern) { return matches(pattern, name); });
}

}  // namespace

bool HeaderRules::takes(std::string_view name) const {
  return any(includes, name) && !any(excludes, name);
}

HeaderRules HeaderRules::forGraphs() {
  return {{"x-*", "user-agent"}, {"x-api-key", "x-tenant-id", "x-service-key"}};
}

}  // namespace heddle::api
