// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace heddle::deployment {

/// How much a mistake would cost there: decides colour, words and which write level a deployment starts with.
enum class Environment { production, staging, development, local };

std::string_view word(Environment environment);
/// Any case; nothing for an unknown word.
std::optional<Environment> parseEnvironment(std::string_view word);

}  // namespace heddle::deployment
