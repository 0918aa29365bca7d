// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"

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
};

/// How one resource looks through a filter.
enum class Sight { missing, hidden, visible };

}  // namespace heddle::core
