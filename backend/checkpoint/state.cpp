// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/state.h"

#include "backend/checkpoint/constructor.h"

#include <unordered_map>

namespace heddle::checkpoint {
namespace {

using wire::Value;

std::string versionText(const Value& version) {
  if (version.isString()) return version.string();
  return version.kind() == Value::Kind::number ? version.numberText() : std::string();
}

/// Primitives stand in the checkpoint itself.
DecodedValue inlineValue(const Value& value) {
  DecodedValue out;
  out.readability = Readability::decoded;
  out.type = "inline";
  out.value = interpretConstructors(value);
  out.bytes = wire::writeJson(value).size();
  return out;
}

class Channels {
 public:
  Channels(const core::CheckpointTuple& row, const Value& checkpoint, const Value& metadata,
           DecodeLimits limits, const AesKey* key)
      : checkpoint_(checkpoint),
        deltas_(metadata.find("counters_since_delta_snapshot")),
        limits_(limits),
        key_(key) {
    for (const auto& blob : row.blobs)
      blobs_.emplace(blob.channel, &blob);
  }

  std::vector<ChannelState> read() const {
    std::vector<ChannelState> out;
    const Value* versions = checkpoint_.find("channel_versions");
    if (versions == nullptr || !versions->isObject()) return out;
    for (const auto& [name, version] : versions->members())
      out.push_back(readOne(name, version));
    return out;
  }

 private:
  /// Until 0.3 LangGraph woke each node through a channel of its name; a state has none of that name.
  bool isNode(const std::string& name) const {
    const Value* seen = checkpoint_.find("versions_seen");
    return seen != nullptr && seen->find(name) != nullptr;
  }

  ChannelState readOne(const std::string& name, const Value& version) const {
    ChannelState channel;
    channel.name = name;
    channel.version = versionText(version);
    channel.internal = isInternalChannel(name) || isNode(name);
    channel.delta = deltas_ != nullptr && deltas_->find(name) != nullptr;
    const auto blob = blobs_.find(name);
    // The blob wins: beside a delta snapshot the inline value is only the marker `true`.
    if (blob != blobs_.end()) {
      channel.value =
          decodeBlob(blob->second->type, blob->second->bytes.value_or(std::string()), limits_, key_);
      channel.stored = channel.value.readability != Readability::empty;
      return channel;
    }
    const Value* values = checkpoint_.find("channel_values");
    const Value* found = values == nullptr ? nullptr : values->find(name);
    // The mark of a snapshot that is gone is no value.
    if (channel.delta && found != nullptr && *found == Value::ofBool(true)) found = nullptr;
    channel.stored = found != nullptr;
    if (found != nullptr) channel.value = inlineValue(*found);
    return channel;
  }

  const Value& checkpoint_;
  const Value* deltas_;
  DecodeLimits limits_;
  const AesKey* key_;
  std::unordered_map<std::string_view, const core::ChannelBlob*> blobs_;
};

void collectInterrupts(const std::string& taskId, const Value& value, std::vector<InterruptState>& out) {
  if (value.isArray()) {
    for (const auto& item : value.items())
      collectInterrupts(taskId, item, out);
    return;
  }
  if (!value.isObject()) return;
  InterruptState interrupt;
  interrupt.taskId = taskId;
  // Before LangGraph 0.6 the id was called interrupt_id, or absent.
  interrupt.id = value.stringAt("id", value.stringAt("interrupt_id"));
  if (const Value* shown = value.find("value")) interrupt.value = *shown;
  out.push_back(std::move(interrupt));
}

void readMetadata(CheckpointState& state) {
  state.source = state.metadata.stringAt("source");
  if (const Value* step = state.metadata.find("step")) state.step = step->integer();
  const auto run = state.metadata.stringAt("run_id");
  if (!run.empty()) state.runId = std::string(run);
}

void readWrites(const core::CheckpointTuple& row, DecodeLimits limits, const AesKey* key,
                CheckpointState& state) {
  for (const auto& write : row.writes) {
    WriteState shown{write.taskId, write.channel, decodeBlob(write.type, write.bytes, limits, key)};
    if (write.channel == "__interrupt__")
      collectInterrupts(write.taskId, shown.value.value, state.interrupts);
    state.writes.push_back(std::move(shown));
  }
}

Value unreadableCard(const DecodedValue& value) {
  Value::Object card;
  card.emplace_back("__unreadable__", Value::ofString(value.note));
  card.emplace_back("type", Value::ofString(value.type));
  card.emplace_back("bytes", Value::ofUnsigned(value.bytes));
  card.emplace_back("sha256", Value::ofString(value.digest));
  card.emplace_back("hex", Value::ofString(value.head));
  return Value::ofObject(std::move(card));
}

}  // namespace

bool isInternalChannel(std::string_view name) {
  return name.starts_with("__") || name.starts_with("branch:") || name.starts_with("start:") ||
         name.starts_with("join:");
}

Value CheckpointState::values() const {
  Value::Object out;
  for (const auto& channel : channels) {
    if (channel.internal || !channel.stored) continue;
    const bool readable = channel.value.readability == Readability::decoded;
    out.emplace_back(channel.name, readable ? channel.value.value : unreadableCard(channel.value));
  }
  return Value::ofObject(std::move(out));
}

std::vector<std::string> CheckpointState::missingDeltas() const {
  std::vector<std::string> out;
  for (const auto& channel : channels) {
    if (channel.delta && !channel.stored) out.push_back(channel.name);
  }
  return out;
}

void CheckpointState::setRebuilt(const std::string& name, const DecodedValue& value) {
  for (auto& channel : channels) {
    if (channel.name != name) continue;
    channel.stored = value.readability != Readability::empty;
    channel.value = value;  // a name may come twice
  }
}

core::Result<CheckpointState> readCheckpoint(const core::CheckpointTuple& row, DecodeLimits limits,
                                             const AesKey* key) {
  auto checkpoint = wire::parseJson(row.checkpoint.text);
  if (checkpoint.has_error()) return checkpoint.error();
  auto metadata = wire::parseJson(row.metadata.text);
  if (metadata.has_error()) return metadata.error();
  if (!checkpoint->isObject())
    return core::Error{core::ErrorCode::invalid, "the checkpoint is no JSON object"};
  CheckpointState state;
  state.thread = row.thread;
  state.ns = row.ns;
  state.id = row.id;
  state.parentId = row.parentId;
  state.time = checkpoint->stringAt("ts");
  state.metadata = std::move(*metadata);
  readMetadata(state);
  state.channels = Channels(row, *checkpoint, state.metadata, limits, key).read();
  readWrites(row, limits, key, state);
  return state;
}

}  // namespace heddle::checkpoint
