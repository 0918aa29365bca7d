// SPDX-License-Identifier: Apache-2.0
#include "app/cli/diff_printing.h"

#include "backend/checkpoint/json_patch.h"

#include <cstdio>
#include <string>

namespace heddle::cli {
namespace {

using checkpoint::Difference;
using checkpoint::DiffNode;

constexpr std::size_t kShownBytes = 100;  // of a value in a line

std::string shown(const wire::Value* value) {
  if (value == nullptr) return {};
  auto text = wire::writeJson(*value);
  if (text.size() > kShownBytes) {
    std::size_t end = kShownBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
      --end;
    text = text.substr(0, end) + "…";
  }
  return value->hint().empty() ? text : text + " (" + std::string(value->hint()) + ")";
}

void printNode(const DiffNode& node, const std::string& path) {
  if (node.kind == Difference::same) return;
  for (const auto& child : node.children) {
    const auto index = child.indexB != DiffNode::kNoIndex ? child.indexB : child.indexA;
    printNode(child, path + (child.item ? "/" + std::to_string(index) : checkpoint::pointerStep(child.key)));
  }
  if (!node.children.empty()) return;
  const std::string place = path.empty() ? "/" : path;
  if (node.kind == Difference::removed) std::printf("- %s  %s\n", place.c_str(), shown(node.a).c_str());
  if (node.kind == Difference::added) std::printf("+ %s  %s\n", place.c_str(), shown(node.b).c_str());
  if (node.kind == Difference::changed)
    std::printf("~ %s  %s -> %s\n", place.c_str(), shown(node.a).c_str(), shown(node.b).c_str());
}

}  // namespace

void printDiff(const checkpoint::Diff& diff) {
  printNode(diff.root, {});
}

}  // namespace heddle::cli
