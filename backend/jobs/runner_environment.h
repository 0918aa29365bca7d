// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heddle::jobs {

/// Names that runners do not inherit: the server's own database, Redis and licence settings (DESIGN §4a.24).
/// Hygiene, not a security boundary: user code of the same account can find them elsewhere.
bool isKeptFromRunners(std::string_view name);

/// `inherited` (KEY=value) without those, then `added`, which wins over an inherited entry of the same name.
std::vector<std::string> runnerEnvironment(const std::vector<std::string>& inherited,
                                           const std::vector<std::string>& added);

}  // namespace heddle::jobs
