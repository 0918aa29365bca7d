// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deployment/redis_uri.h"

#include <optional>
#include <string>
#include <string_view>

namespace heddle::deployment {

/// Applies the query of a Redis URI: first value of a name wins, empty values are dropped. Answers the
/// sentence of what is wrong, or an empty string. Unknown names become warnings.
std::string applyRedisQuery(std::string_view query, RedisTarget& target);

/// Far above what any server is set up with; keeps the number an int.
inline constexpr long long kMostDatabases = 1'000'000;

/// Digits with an optional sign, nothing else.
std::optional<long long> wholeNumber(std::string_view text);

}  // namespace heddle::deployment
