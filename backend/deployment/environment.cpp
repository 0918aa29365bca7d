// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/environment.h"

#include "backend/deployment/percent.h"

#include <array>
#include <utility>

namespace heddle::deployment {
namespace {

constexpr std::array<std::pair<Environment, std::string_view>, 4> kWords{{
    {Environment::production, "production"},
    {Environment::staging, "staging"},
    {Environment::development, "development"},
    {Environment::local, "local"},
}};

}  // namespace

std::string_view word(Environment environment) {
  for (const auto& [candidate, text] : kWords) {
    if (candidate == environment) return text;
  }
  return {};
}

std::optional<Environment> parseEnvironment(std::string_view text) {
  const auto wanted = lowered(text);
  for (const auto& [candidate, spelling] : kWords) {
    if (spelling == wanted) return candidate;
  }
  return std::nullopt;
}

}  // namespace heddle::deployment
