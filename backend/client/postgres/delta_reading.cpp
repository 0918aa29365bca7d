// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/delta_reading.h"

#include "backend/checkpoint/constructor.h"
#include "backend/checkpoint/delta.h"
#include "backend/query/checkpoint_sql.h"
#include "backend/query/delta_sql.h"

#include <algorithm>
#include <map>
#include <set>

namespace heddle::client {
namespace {

using checkpoint::DecodedValue;
using checkpoint::DeltaAncestor;
using checkpoint::DeltaWalk;
using checkpoint::Readability;

constexpr int kStep = 128;  // ancestors read at once

DecodedValue tooLarge(const query::StoredValue& value) {
  DecodedValue out;
  out.readability = Readability::opaque;
  out.type = value.type;
  out.bytes = static_cast<std::size_t>(value.size);
  out.note = "above the size cap";
  return out;
}

DecodedValue decoded(const query::StoredValue& value, const checkpoint::AesKey* key) {
  if (!value.blob && value.size > 0) return tooLarge(value);
  return checkpoint::decodeBlob(value.type, value.blob.value_or(std::string()), {}, key);
}

/// One channel on its way down.
struct Channel {
  std::vector<DeltaAncestor> ancestors;
  bool seeded = false;
};

class Walk {
 public:
  Walk(PgConnection& connection, const checkpoint::CheckpointState& state, const checkpoint::AesKey* key)
      : connection_(connection), key_(key) {
    query_.threadId = state.thread;
    query_.ns = state.ns;
    query_.fromId = state.parentId.value_or(std::string());
    for (const auto& name : state.missingDeltas())
      channels_[name];
    seen_.insert(state.id);
  }

  std::map<std::string, DecodedValue> run() {
    auto end = DeltaWalk::complete;
    while (!query_.fromId.empty() && !allSeeded()) {
      if (static_cast<int>(seen_.size()) >= kMostAncestors) {
        end = DeltaWalk::cut;
        break;
      }
      if (!readStep()) {
        end = DeltaWalk::broken;
        break;
      }
    }
    std::map<std::string, DecodedValue> out;
    for (const auto& [name, channel] : channels_)
      out[name] = checkpoint::rebuildDelta(channel.ancestors, channel.seeded ? DeltaWalk::complete : end);
    return out;
  }

 private:
  bool allSeeded() const {
    return std::all_of(channels_.begin(), channels_.end(), [](const auto& one) { return one.second.seeded; });
  }

  /// False when the chain leads to a checkpoint that is not there, or to one that was there before.
  bool readStep() {
    query_.limit = kStep;
    query_.channels.clear();
    for (const auto& [name, channel] : channels_) {
      if (!channel.seeded) query_.channels.push_back(name);
    }
    const auto& can = connection_.capabilities();
    std::vector<std::string> ids;
    std::string next;
    bool circular = false;
    for (const auto& row : connection_.blobs(query::ancestorsSql(can, query_))) {
      const auto record = query::ancestorFrom(row);
      if (ids.empty() || ids.back() != record.checkpointId) {
        circular = !seen_.insert(record.checkpointId).second;
        if (circular) break;
        ids.push_back(record.checkpointId);
        next = record.parentId;
      }
      take(record);
    }
    if (!ids.empty()) readWrites(ids);
    if (ids.empty() || circular) return false;
    // Fewer than asked for: the chain ends here, at the first checkpoint or at one that is gone.
    const bool ended = static_cast<int>(ids.size()) < kStep;
    query_.fromId = ended ? std::string() : next;
    return !(ended && !next.empty());
  }

  void take(const query::AncestorRecord& record) {
    auto& channel = channels_[record.value.channel];
    if (channel.seeded) return;
    DeltaAncestor ancestor;
    if (!record.value.type.empty()) {
      ancestor.stored = decoded(record.value, key_);
    } else if (record.inlineJson && *record.inlineJson != "true") {  // that is the mark of a snapshot
      ancestor.stored = checkpoint::decodeBlob("json", *record.inlineJson);
    }
    channel.seeded = ancestor.stored.has_value();
    places_[{record.checkpointId, record.value.channel}] = channel.ancestors.size();
    channel.ancestors.push_back(std::move(ancestor));
  }

  void readWrites(const std::vector<std::string>& ids) {
    const auto& can = connection_.capabilities();
    if (!can.checkpointWrites) return;
    for (const auto& row : connection_.blobs(query::ancestorWritesSql(can, query_, ids))) {
      const auto write = query::writeFrom(row);
      const auto place = places_.find({write.checkpointId, write.value.channel});
      if (place == places_.end()) continue;  // older than the channel's snapshot
      channels_[write.value.channel].ancestors[place->second].writes.push_back(decoded(write.value, key_));
    }
  }

  PgConnection& connection_;
  const checkpoint::AesKey* key_;
  query::AncestorQuery query_;
  std::map<std::string, Channel> channels_;
  std::set<std::string> seen_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;
};

}  // namespace

void rebuildDeltas(PgConnection& connection, checkpoint::CheckpointState& state,
                   const checkpoint::AesKey* key) {
  const auto& can = connection.capabilities();
  if (can.shallow || !can.checkpointBlobs || state.missingDeltas().empty()) return;
  for (const auto& [name, value] : Walk(connection, state, key).run())
    state.setRebuilt(name, value);
}

}  // namespace heddle::client
