// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::schedule {

/// What one field of a cron expression is about.
struct FieldKind {
  std::string_view title;
  int least, most;
  std::span<const std::string_view> names;  // the first one means firstName
  int firstName = 0;

  /// A number or a name in any case.
  std::optional<int> number(std::string_view text) const;
};

/// `*`, `7`, `mon`, `1-5`, `*/15`, `5/15`, `22-2/2`: the numbers, or nothing when it is none of these or out
/// of range. A range whose end comes before its start wraps.
std::optional<std::vector<int>> numbersOf(const FieldKind& kind, std::string_view part);

/// Pieces between separators; empty ones count.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace heddle::schedule
