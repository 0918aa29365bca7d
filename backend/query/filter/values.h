// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::query {

/// [from, to) in microseconds: what a time of some precision covers.
struct TimeSpan {
  Micros from = 0, to = 0;
};

/// `2026`, `2026-01`, `2026-01-31`, `2026-01-31T23`, `…T23:59`, `…T23:59:59[.123456]`, from the hour on with
/// `Z` or `+02:00`. UTC unless it says otherwise, so that a filter means the same on every desk.
std::optional<TimeSpan> parseTimeSpan(std::string_view text);
/// `90s`, `5m`, `1h30m`, `2d`, `1w`, `250ms`; microseconds. A unit is always needed.
std::optional<Micros> parseDuration(std::string_view text);
/// `512`, `10kB`, `1MB`, `1.5GiB`: kB, MB, GB, TB are powers of 1000, KiB, MiB, GiB, TiB of 1024.
std::optional<std::int64_t> parseSize(std::string_view text);
/// A decimal number, as SQL may write it; nothing when it is none or too long to compare.
std::optional<std::string> parseNumber(std::string_view text);

}  // namespace heddle::query
