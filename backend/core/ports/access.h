// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace heddle::core {

/// What a caller may see of a resource, as conditions on its metadata; all of them must hold. Without
/// conditions: everything.
struct AccessFilter {
  std::vector<JsonText> contains;                       // objects: contained in the metadata
  std::vector<std::pair<std::string, JsonText>> equal;  // key, and the very value it must have
  std::vector<std::string> anyway;                      // UUIDs that match whatever their metadata says

  bool everything() const { return contains.empty() && equal.empty(); }

  /// Only what both let through.
  void narrow(const AccessFilter& other) {
    if (other.everything()) return;
    if (everything()) {
      *this = other;
      return;
    }
    contains.insert(contains.end(), other.contains.begin(), other.contains.end());
    equal.insert(equal.end(), other.equal.begin(), other.equal.end());
    std::erase_if(anyway, [&other](const auto& id) {
      return std::find(other.anyway.begin(), other.anyway.end(), id) == other.anyway.end();
    });
  }
};

/// How one resource looks through a filter.
enum class Sight { missing, hidden, visible };

}  // namespace heddle::core
