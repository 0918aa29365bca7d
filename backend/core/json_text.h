// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace heddle::core {

/// One complete JSON document as text: passed through, not parsed, wherever nobody needs to look inside.
/// Invariant: valid UTF-8 JSON, never empty (`null` when there is nothing).
struct JsonText {
  std::string text = "null";

  bool operator==(const JsonText&) const = default;
  bool isNull() const { return text == "null"; }
};

}  // namespace heddle::core
