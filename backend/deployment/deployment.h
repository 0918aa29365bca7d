// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/deployment/environment.h"
#include "backend/deployment/safety_level.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::deployment {

/// One deployment: a Postgres, a Redis and HTTP base URLs, each optional; one of the three is enough.
/// The URIs carry passwords: keep values of this type out of logs and files (redacted() is for those).
struct Deployment {
  std::string name;
  std::string slug;  // of links; slugOf(name) unless that is taken
  Environment environment = Environment::development;
  std::vector<std::string> apiUrls;           // without a slash at the end
  std::string database;                       // any spelling parsePostgres reads; empty: none
  std::string redis;                          // any spelling parseRedis reads; empty: none
  std::optional<std::string> redisKeyPrefix;  // nothing: the flavour's own default
  std::optional<std::string> apiKey;
  std::optional<SafetyLevel> safetyLevel;  // chosen by hand; nothing: by environment

  bool operator==(const Deployment&) const = default;
  /// The level in force there.
  SafetyLevel level() const { return bounded(safetyLevel.value_or(defaultLevel(environment)), environment); }
  bool hasSource() const { return !apiUrls.empty() || !database.empty() || !redis.empty(); }
};

/// Lower-case letters, digits and single dashes; never empty.
std::string slugOf(std::string_view name);

/// The same deployment without passwords and key. URIs that cannot be read become empty.
Deployment redacted(const Deployment& deployment);

/// The first thing wrong with it as a sentence, or success: URIs parse, URLs are http(s), there is a source.
core::Result<void> check(const Deployment& deployment);

}  // namespace heddle::deployment
