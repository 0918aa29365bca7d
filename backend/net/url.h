// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::net {

/// Replaces %XX. Nothing when a percent sign is not followed by two hexadecimal digits.
std::optional<std::string> percentDecode(std::string_view text);

/// The parameters of a query string in the order sent, decoded ('+' is a space; a broken %-sequence stays as
/// it is, because a search text with a bare percent sign is no reason to refuse a request).
class Query {
 public:
  Query() = default;
  explicit Query(std::string_view text);

  /// The last value given for a name.
  std::optional<std::string_view> find(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& entries() const& { return values_; }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

/// A request target cut at its question mark; scheme and authority of the absolute form are left out.
struct Target {
  std::string_view path, query;
};
Target splitTarget(std::string_view target);

}  // namespace heddle::net
