// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/safety_level.h"

#include "backend/deployment/percent.h"

#include <algorithm>
#include <array>
#include <utility>

namespace heddle::deployment {
namespace {

constexpr std::array<std::pair<SafetyLevel, std::string_view>, 4> kWords{{
    {SafetyLevel::readOnly, "read-only"},
    {SafetyLevel::guarded, "guarded"},
    {SafetyLevel::standard, "standard"},
    {SafetyLevel::open, "open"},
}};

}  // namespace

std::string_view word(SafetyLevel level) {
  for (const auto& [candidate, text] : kWords) {
    if (candidate == level) return text;
  }
  return {};
}

std::optional<SafetyLevel> parseSafetyLevel(std::string_view text) {
  const auto wanted = lowered(text);
  for (const auto& [candidate, spelling] : kWords) {
    if (spelling == wanted) return candidate;
  }
  return std::nullopt;
}

SafetyLevel defaultLevel(Environment environment) {
  switch (environment) {
    case Environment::production:
      return SafetyLevel::readOnly;
    case Environment::staging:
      return SafetyLevel::guarded;
    case Environment::development:
      return SafetyLevel::standard;
    case Environment::local:
      return SafetyLevel::open;
  }
  return SafetyLevel::readOnly;
}

SafetyLevel bounded(SafetyLevel level, Environment environment) {
  return environment == Environment::production ? std::min(level, SafetyLevel::guarded) : level;
}

}  // namespace heddle::deployment
