// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::api {

/// The keys that let callers in (x-api-key). Without any, everybody may call.
class ApiKeys {
 public:
  ApiKeys() = default;
  explicit ApiKeys(std::vector<std::string> keys) : keys_(std::move(keys)) {}
  /// Keys separated by commas, blanks or line ends.
  static ApiKeys fromList(std::string_view list);

  const std::vector<std::string>& all() const { return keys_; }
  bool empty() const { return keys_.empty(); }
  /// Takes as long whichever key was meant and wherever the first difference stands.
  bool admits(std::string_view key) const;

 private:
  std::vector<std::string> keys_;
};

}  // namespace heddle::api
