// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace heddle::checkpoint {

/// Which item of A became which of B; one side is absent for what was removed or added. Paired items rise on
/// both sides, so that removing and adding turns A into B without moving anything.
struct ItemPair {
  std::optional<std::size_t> a, b;
};

/// Pairs in reading order. Items that all have an `id` (or `key`, or `name`) of their own pair by it;
/// otherwise equal items pair along their longest common run, and what is left between two runs by place.
std::vector<ItemPair> alignItems(const wire::Value::Array& a, const wire::Value::Array& b);

}  // namespace heddle::checkpoint
