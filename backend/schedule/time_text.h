// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace heddle::schedule {

using Microseconds = std::chrono::sys_time<std::chrono::microseconds>;

/// ISO 8601 with `Z`, an offset, or neither (UTC): `2026-11-01T06:00:00.25+01:00`. Nothing when it is none.
std::optional<Microseconds> timeFromText(const std::string& text);

}  // namespace heddle::schedule
