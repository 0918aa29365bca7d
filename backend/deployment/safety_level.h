// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deployment/environment.h"

#include <optional>
#include <string_view>

namespace heddle::deployment {

/// How much ceremony a write to a deployment takes, from none allowed to none asked for.
enum class SafetyLevel { readOnly, guarded, standard, open };

/// "read-only", "guarded", "standard", "open".
std::string_view word(SafetyLevel level);
/// Any case; nothing for an unknown word.
std::optional<SafetyLevel> parseSafetyLevel(std::string_view word);

/// What a deployment starts with when nobody chose.
SafetyLevel defaultLevel(Environment environment);
/// The level as it may be there: a production is never less careful than guarded.
SafetyLevel bounded(SafetyLevel level, Environment environment);

}  // namespace heddle::deployment
