// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/diff.h"

#include "backend/checkpoint/array_alignment.h"

#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace heddle::checkpoint {
namespace {

using wire::Value;
using Members = std::unordered_map<std::string_view, const Value*>;

/// Nothing when a name comes twice: such an object has no places that a pointer could tell apart.
std::optional<Members> membersOf(const Value& object) {
  Members out;
  out.reserve(object.size());
  for (const auto& [key, value] : object.members()) {
    if (!out.emplace(key, &value).second) return std::nullopt;
  }
  return out;
}

class Comparison {
 public:
  explicit Comparison(Diff& out) : out_(out) {}

  DiffNode walk(const Value& a, const Value& b) {
    DiffNode node;
    node.a = &a;
    node.b = &b;
    const bool typed = a.hint() == b.hint();
    if (a.isObject() && b.isObject() && walkMembers(node)) return closed(std::move(node), typed);
    if (a.isArray() && b.isArray()) {
      walkItems(node);
      return closed(std::move(node), typed);
    }
    if (typed && a == b) return node;
    node.kind = Difference::changed;
    ++out_.changed;
    return node;
  }

 private:
  /// A container differs when a place in it does, or its type.
  DiffNode closed(DiffNode node, bool typed) {
    bool differs = false;
    for (const auto& child : node.children)
      differs = differs || child.kind != Difference::same;
    if (!differs) node.children.clear();
    if (!differs && !typed) ++out_.changed;
    if (differs || !typed) node.kind = Difference::changed;
    return node;
  }

  bool walkMembers(DiffNode& node) {
    const auto before = membersOf(*node.a);
    const auto after = membersOf(*node.b);
    if (!before || !after) return false;
    for (const auto& [key, value] : node.a->members()) {
      const auto found = after->find(key);
      DiffNode child =
          found == after->end() ? alone(Difference::removed, value) : walk(value, *found->second);
      child.key = key;
      node.children.push_back(std::move(child));
    }
    for (const auto& [key, value] : node.b->members()) {
      if (before->contains(key)) continue;
      DiffNode child = alone(Difference::added, value);
      child.key = key;
      node.children.push_back(std::move(child));
    }
    return true;
  }

  void walkItems(DiffNode& node) {
    const auto& before = node.a->items();
    const auto& after = node.b->items();
    for (const auto& [i, j] : alignItems(before, after)) {
      DiffNode child;
      if (!j) {
        child = alone(Difference::removed, before[*i]);
      } else if (!i) {
        child = alone(Difference::added, after[*j]);
      } else {
        child = walk(before[*i], after[*j]);
      }
      child.item = true;
      child.indexA = i.value_or(DiffNode::kNoIndex);
      child.indexB = j.value_or(DiffNode::kNoIndex);
      node.children.push_back(std::move(child));
    }
  }

  DiffNode alone(Difference kind, const Value& value) {
    DiffNode node;
    node.kind = kind;
    if (kind == Difference::added) {
      node.b = &value;
      ++out_.added;
    } else {
      node.a = &value;
      ++out_.removed;
    }
    return node;
  }

  Diff& out_;
};

bool sameMembers(const Value& a, const Value& b) {
  if (a.size() != b.size()) return false;
  const auto after = membersOf(b);
  if (!after || !membersOf(a)) return a == b;
  for (const auto& [key, value] : a.members()) {
    const auto found = after->find(key);
    if (found == after->end() || !sameJson(value, *found->second)) return false;
  }
  return true;
}

}  // namespace

bool DiffNode::sameKindOfContainer() const {
  return a != nullptr && b != nullptr && a->kind() == b->kind() && (a->isObject() || a->isArray());
}

Diff compare(std::shared_ptr<const Value> a, std::shared_ptr<const Value> b) {
  Diff diff;
  diff.a = std::move(a);
  diff.b = std::move(b);
  diff.root = Comparison(diff).walk(*diff.a, *diff.b);
  return diff;
}

bool sameJson(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.isObject()) return sameMembers(a, b);
  if (!a.isArray()) return a == b;
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!sameJson(a.items()[i], b.items()[i])) return false;
  }
  return true;
}

}  // namespace heddle::checkpoint
