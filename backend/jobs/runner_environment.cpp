// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/runner_environment.h"

#include <algorithm>
#include <array>

namespace heddle::jobs {
namespace {

std::string_view nameOf(std::string_view entry) {
  return entry.substr(0, entry.find('='));
}

}  // namespace

bool isKeptFromRunners(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames{"DATABASE_URI", "LANGGRAPH_CLOUD_LICENSE_KEY",
                                                   "LANGSMITH_LICENSE_KEY", "HEDDLE_API_KEYS"};
  constexpr std::array<std::string_view, 4> kPrefixes{"POSTGRES_", "REDIS_", "LSD_", "HEDDLE_LICENSE"};
  if (std::find(kNames.begin(), kNames.end(), name) != kNames.end()) return true;
  if (std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](auto prefix) { return name.starts_with(prefix); }))
    return true;
  // libpq's own: PGHOST, PGPASSWORD …, and nothing that merely begins with the two letters in another word.
  return name.size() > 2 && name.starts_with("PG") &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

std::vector<std::string> runnerEnvironment(const std::vector<std::string>& inherited,
                                           const std::vector<std::string>& added) {
  std::vector<std::string> made;
  for (const auto& entry : inherited) {
    const auto name = nameOf(entry);
    const bool replaced =
        std::any_of(added.begin(), added.end(), [name](const auto& other) { return nameOf(other) == name; });
    if (!replaced && !isKeptFromRunners(name)) made.push_back(entry);
  }
  made.insert(made.end(), added.begin(), added.end());
  return made;
}

}  // namespace heddle::jobs
