// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/filter/filter.h"

#include <string>
#include <vector>

namespace heddle::query {

/// What the value at `path` of a jsonb expression says. Equality is containment, which a GIN index serves; it
/// also finds the value in an array at that place.
std::string jsonCondition(const std::string& expression, const std::vector<std::string>& path,
                          const FilterValue& value);
/// Whether an array of words at `tags` holds this one.
std::string containsTag(const std::string& expression, const std::string& tag);
/// Whether there is anything at the path.
std::string hasPath(const std::string& expression, const std::vector<std::string>& path);

}  // namespace heddle::query
