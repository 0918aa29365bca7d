// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace heddle::checkpoint {

enum class Difference {
  same,
  changed,  // of another value or type; a container's children say where
  added,    // only in B
  removed,  // only in A
};

/// One place of a comparison. Points into the two values it was made of, which its Diff keeps.
struct DiffNode {
  static constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);

  Difference kind = Difference::same;
  std::string key;                                   // member's name; empty for array items and the root
  std::size_t indexA = kNoIndex, indexB = kNoIndex;  // places of array items
  bool item = false;                                 // of an array
  const wire::Value* a = nullptr;                    // nullptr: not there
  const wire::Value* b = nullptr;
  std::vector<DiffNode> children;  // of containers that are in both and differ; in reading order

  bool sameKindOfContainer() const;
};

struct Diff {
  std::shared_ptr<const wire::Value> a, b;
  DiffNode root;
  std::size_t added = 0, removed = 0, changed = 0;  // places, not counting containers around them

  bool same() const { return root.kind == Difference::same; }
};

/// Compares two values by structure: object members by name whatever their order, array items by their `id`,
/// `key` or `name` where every item has one of its own (messages do), others by longest common run. What one
/// of them has under a name twice is compared as a whole. A type hint that differs is a change, too. Pure;
/// any thread; never nullptr for `a` and `b`. Time and memory are bounded by the sizes: long arrays without
/// keys fall back to comparing place by place.
Diff compare(std::shared_ptr<const wire::Value> a, std::shared_ptr<const wire::Value> b);

/// Equal whatever the order of object members; hints aside.
bool sameJson(const wire::Value& a, const wire::Value& b);

}  // namespace heddle::checkpoint
