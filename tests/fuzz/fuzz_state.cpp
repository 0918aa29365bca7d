// SPDX-License-Identifier: Apache-2.0
// Whole checkpoints: channels inline and in blobs, writes, delta channels from their ancestors, and two
// states compared, where the patch must turn one into the other.
#include "backend/checkpoint/delta.h"
#include "backend/checkpoint/diff.h"
#include "backend/checkpoint/json_patch.h"
#include "backend/checkpoint/state.h"
#include "tests/fuzz/choices.h"

using namespace heddle;
using fuzz::Choices;

namespace {

const char* const kChannels[] = {"messages", "items", "count", "__start__", "branch:to:a", "node", ""};
const char* const kTags[] = {"msgpack", "json",        "bytes",    "null", "empty",
                             "pickle",  "msgpack+aes", "json+aes", ""};
const char* const kValues[] = {"null",
                               "true",
                               "3",
                               "\"a b c\"",
                               "[]",
                               "[1,2]",
                               "{\"a\":1}",
                               "{\"a\":2,\"b\":[1]}",
                               "[{\"type\":\"human\",\"id\":\"1\",\"content\":\"x\"}]",
                               "{\"type\":\"ai\",\"id\":\"1\",\"content\":\"y\"}",
                               "{\"type\":\"remove\",\"id\":\"1\",\"content\":\"\"}",
                               "{\"type\":\"remove\",\"id\":\"__remove_all__\",\"content\":\"\"}",
                               "{\"__overwrite__\":[7]}",
                               "{\"lc\":2,\"type\":\"delta_snapshot\",\"value\":[1,2]}",
                               "[{\"value\":1,\"id\":\"i\"},{\"interrupt_id\":\"j\"}]",
                               "[[1],[2],[1]]",
                               "{\"x\":1,\"x\":2}"};

std::string members(Choices& choices, bool values) {
  std::string out = "{";
  for (auto count = choices.below(5); count > 0; --count) {
    if (out.size() > 1) out += ",";
    out += "\"" + std::string(choices.oneOf(kChannels)) + "\":";
    out += values ? std::string(choices.oneOf(kValues)) : std::to_string(choices.below(9));
  }
  return out + "}";
}

std::string bytesFor(Choices& choices, std::string_view tag) {
  return tag.starts_with("json") ? std::string(choices.oneOf(kValues)) : choices.text(24);
}

core::CheckpointTuple tuple(Choices& choices) {
  core::CheckpointTuple row;
  row.thread = "t";
  row.id = "c";
  row.checkpoint.text = "{\"ts\":\"2026-01-01\",\"channel_values\":" + members(choices, true) +
                        ",\"channel_versions\":" + members(choices, false) +
                        ",\"versions_seen\":" + members(choices, true) + "}";
  row.metadata.text = "{\"step\":1,\"counters_since_delta_snapshot\":" + members(choices, false) + "}";
  if (choices.below(16) == 0) row.checkpoint.text = choices.text(40);
  for (auto count = choices.below(4); count > 0; --count) {
    const std::string tag = choices.oneOf(kTags);
    row.blobs.push_back({choices.oneOf(kChannels), "1", tag, bytesFor(choices, tag)});
  }
  for (auto count = choices.below(4); count > 0; --count) {
    const std::string tag = choices.oneOf(kTags);
    const char* channel = choices.below(2) == 0 ? "__interrupt__" : choices.oneOf(kChannels);
    row.writes.push_back({"task", channel, tag, bytesFor(choices, tag)});
  }
  return row;
}

checkpoint::DecodedValue decoded(Choices& choices) {
  const std::string tag = choices.oneOf(kTags);
  return checkpoint::decodeBlob(choices.below(4) == 0 ? tag : "json", bytesFor(choices, "json"));
}

checkpoint::DecodedValue rebuilt(Choices& choices) {
  std::vector<checkpoint::DeltaAncestor> chain(choices.below(5));
  for (auto& ancestor : chain) {
    if (choices.below(4) == 0) ancestor.stored = decoded(choices);
    for (auto count = choices.below(4); count > 0; --count)
      ancestor.writes.push_back(decoded(choices));
  }
  return checkpoint::rebuildDelta(chain, static_cast<checkpoint::DeltaWalk>(choices.below(3)));
}

std::shared_ptr<const wire::Value> values(Choices& choices) {
  auto state = checkpoint::readCheckpoint(tuple(choices));
  if (!state) return std::make_shared<const wire::Value>();
  for (const auto& channel : state->missingDeltas())
    state->setRebuilt(channel, rebuilt(choices));
  return std::make_shared<const wire::Value>(state->values());
}

bool hasNameTwice(const wire::Value& value) {
  if (value.isArray()) {
    for (const auto& item : value.items()) {
      if (hasNameTwice(item)) return true;
    }
  }
  if (!value.isObject()) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto& [key, member] = value.members()[i];
    if (hasNameTwice(member) || value.find(key) != &member) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const auto a = values(choices);
  const auto b = values(choices);
  const auto written = wire::parseJson(wire::writeJson(*a));
  if (!written)
    std::fprintf(stderr, "%s\n%s\n", wire::writeJson(*a).c_str(), written.error().message.c_str());
  fuzz::require(written.has_value(), "a state can be written as JSON");
  const auto diff = checkpoint::compare(a, b);
  const auto result = checkpoint::applyPatch(*a, checkpoint::patchOf(diff));
  fuzz::require(result.has_value(), "the patch fits");
  if (!hasNameTwice(*a) && !hasNameTwice(*b))
    fuzz::require(checkpoint::sameJson(*result, *b), "A with its patch is B");
  return 0;
}
