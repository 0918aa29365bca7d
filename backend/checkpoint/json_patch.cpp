// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/json_patch.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace heddle::checkpoint {
namespace {

using wire::Value;

class PatchWriter {
 public:
  Value take() { return Value::ofArray(std::move(operations_)); }

  /// Of an array first what goes, from its end, then what comes, from its start: every index is right when
  /// it is used, and what changed inside stands at its place in B.
  void write(const DiffNode& node, const std::string& path) {
    if (node.kind == Difference::same) return;
    if (node.children.empty()) {
      if (!sameJson(*node.a, *node.b)) add("replace", path, node.b);
      return;
    }
    for (auto child = node.children.rbegin(); child != node.children.rend(); ++child) {
      if (child->kind == Difference::removed) add("remove", path + step(*child, child->indexA), nullptr);
    }
    for (const auto& child : node.children) {
      if (child.kind == Difference::added) add("add", path + step(child, child.indexB), child.b);
    }
    for (const auto& child : node.children) {
      if (child.kind == Difference::changed) write(child, path + step(child, child.indexB));
    }
  }

 private:
  static std::string step(const DiffNode& node, std::size_t index) {
    return node.item ? "/" + std::to_string(index) : pointerStep(node.key);
  }

  void add(const char* operation, const std::string& path, const Value* value) {
    Value::Object entry;
    entry.emplace_back("op", Value::ofString(operation));
    entry.emplace_back("path", Value::ofString(path));
    if (value != nullptr) entry.emplace_back("value", *value);
    operations_.push_back(Value::ofObject(std::move(entry)));
  }

  Value::Array operations_;
};

std::vector<std::string> stepsOf(std::string_view pointer) {
  std::vector<std::string> steps;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      steps.emplace_back();
    } else if (steps.empty()) {
      continue;
    } else if (pointer[i] == '~' && i + 1 < pointer.size()) {
      steps.back() += pointer[++i] == '1' ? '/' : '~';
    } else {
      steps.back() += pointer[i];
    }
  }
  return steps;
}

std::optional<std::size_t> indexOf(const std::string& step) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc{} || end != step.data() + step.size()) return std::nullopt;
  return index;
}

Value* memberOf(Value& object, const std::string& name) {
  for (auto& [key, value] : object.members()) {
    if (key == name) return &value;
  }
  return nullptr;
}

Value* childOf(Value& value, const std::string& step) {
  if (value.isObject()) return memberOf(value, step);
  if (!value.isArray()) return nullptr;
  const auto index = indexOf(step);
  return index && *index < value.size() ? &value.items()[*index] : nullptr;
}

bool addTo(Value& parent, const std::string& step, Value value) {
  if (parent.isObject()) {
    if (Value* there = memberOf(parent, step))
      *there = std::move(value);
    else
      parent.members().emplace_back(step, std::move(value));
    return true;
  }
  const auto index = parent.isArray() ? indexOf(step) : std::nullopt;
  if (!index || *index > parent.size()) return false;
  auto& items = parent.items();
  items.insert(items.begin() + static_cast<std::ptrdiff_t>(*index), std::move(value));
  return true;
}

bool removeFrom(Value& parent, const std::string& step) {
  if (childOf(parent, step) == nullptr) return false;
  if (parent.isArray()) {
    auto& items = parent.items();
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(*indexOf(step)));
    return true;
  }
  std::erase_if(parent.members(), [&](const auto& member) { return member.first == step; });
  return true;
}

bool applyOne(Value& root, const Value& operation) {
  const auto word = operation.stringAt("op");
  auto steps = stepsOf(operation.stringAt("path"));
  const Value* value = operation.find("value");
  if (steps.empty()) {
    if (word == "remove" || value == nullptr) return false;
    root = *value;
    return true;
  }
  Value* parent = &root;
  for (std::size_t i = 0; i + 1 < steps.size() && parent != nullptr; ++i)
    parent = childOf(*parent, steps[i]);
  if (parent == nullptr) return false;
  if (word == "remove") return removeFrom(*parent, steps.back());
  if (word == "add" && value != nullptr) return addTo(*parent, steps.back(), *value);
  Value* there = childOf(*parent, steps.back());
  if (word != "replace" || value == nullptr || there == nullptr) return false;
  *there = *value;
  return true;
}

}  // namespace

Value patchOf(const Diff& diff) {
  PatchWriter writer;
  writer.write(diff.root, {});
  return writer.take();
}

core::Result<Value> applyPatch(Value value, const Value& patch) {
  if (!patch.isArray()) return core::Error{core::ErrorCode::invalid, "a patch is an array of operations"};
  for (const auto& operation : patch.items()) {
    if (!applyOne(value, operation)) {
      return core::Error{core::ErrorCode::invalid,
                         "the patch does not fit at " + std::string(operation.stringAt("path"))};
    }
  }
  return value;
}

std::string pointerStep(std::string_view name) {
  std::string out = "/";
  for (const char c : name) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

}  // namespace heddle::checkpoint
