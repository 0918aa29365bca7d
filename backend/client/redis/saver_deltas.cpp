// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_deltas.h"

#include "backend/client/pool.h"
#include "backend/client/redis/saver_ancestors.h"
#include "backend/client/redis/saver_rows.h"

#include <algorithm>
#include <utility>

namespace heddle::client {
namespace {

using checkpoint::DeltaWalk;
using query::SaverCheckpoint;

constexpr std::size_t kStep = 64;  // ancestors read at once

struct Descent {
  RedisSession& redis;
  QObject* context;
  SaverDeltasDone done;
  SaverCheckpoint last;  // the one whose parent is next
  std::shared_ptr<AncestorStep> step;
  std::map<std::string, SaverCheckpoint> known;  // of the namespace, by id
  std::set<std::string> seen;
  std::string sought;  // what has been asked for by itself
};
using SharedDescent = std::shared_ptr<Descent>;

DeltaValues valuesOf(const AncestorStep& step, DeltaWalk end) {
  DeltaValues values;
  for (const auto& [name, channel] : step.channels) {
    auto value = checkpoint::rebuildDelta(channel.ancestors, channel.seeded ? DeltaWalk::complete : end);
    if (step.ignored > 0 && value.readability == checkpoint::Readability::decoded)
      value.note +=
          "; writes of checkpoints that are marked as having none are left out, as the "
          "checkpointer does";
    values.emplace(name, std::move(value));
  }
  return values;
}

void finish(const SharedDescent& descent, DeltaWalk end) {
  inPool(
      descent->context,
      [step = descent->step, end] { return std::make_shared<const DeltaValues>(valuesOf(*step, end)); },
      [descent](const std::shared_ptr<const DeltaValues>& values) { descent->done(values, nullptr); });
}

bool allSeeded(const Descent& descent) {
  const auto& channels = descent.step->channels;
  return std::all_of(channels.begin(), channels.end(), [](const auto& one) { return one.second.seeded; });
}

/// The chain from the last one on, as far as it is known. False when it bites its tail.
bool gather(Descent& descent) {
  descent.step->ancestors.clear();
  while (descent.step->ancestors.size() < kStep && !descent.last.row.parentId.empty()) {
    const auto parent = descent.known.find(descent.last.row.parentId);
    if (parent == descent.known.end()) break;
    if (!descent.seen.insert(parent->first).second) return false;
    descent.last = parent->second;
    descent.step->ancestors.push_back(parent->second);
  }
  return true;
}

void descend(const SharedDescent& descent);

/// The document that the key of a parent must have: beyond what the index found.
void seekOne(const SharedDescent& descent) {
  const auto& last = descent->last;
  const auto& parent = last.row.parentId;
  auto key = last.key;
  if (!key.ends_with(last.row.checkpointId)) {
    finish(descent, DeltaWalk::broken);
    return;
  }
  key.replace(key.size() - last.row.checkpointId.size(), std::string::npos, parent);
  descent->redis.commands({query::saverHead(key)}, descent->context,
                          [descent, key](const RedisReply& reply, const SourceError* error) {
                            if (error != nullptr) {
                              descent->done({}, error);
                              return;
                            }
                            const auto row = query::saverCheckpointFrom(
                                descent->last.place, key, query::saverFieldsOfHead(reply.items.front().text));
                            if (row.row.checkpointId != descent->last.row.parentId) {
                              finish(descent, DeltaWalk::broken);
                              return;
                            }
                            descent->known.insert_or_assign(row.row.checkpointId, row);
                            descend(descent);
                          });
}

/// The next thousand through the index; where that has none, the one by its key.
void seek(const SharedDescent& descent) {
  const auto& row = descent->last.row;
  if (descent->last.place.index.empty() || std::exchange(descent->sought, row.parentId) == row.parentId) {
    seekOne(descent);
    return;
  }
  const query::SaverPart part{row.threadId, row.checkpointId, {}};
  descent->redis.commands({query::saverSearch(descent->last.place, part)}, descent->context,
                          [descent](const RedisReply& reply, const SourceError* error) {
                            if (error != nullptr) {
                              descent->done({}, error);
                              return;
                            }
                            const auto& place = descent->last.place;
                            for (auto& found : rowsFound(place, reply.items.front())) {
                              const bool same = found.row.ns == descent->last.row.ns &&
                                                found.row.threadId == descent->last.row.threadId;
                              if (same) descent->known.insert_or_assign(found.row.checkpointId, found);
                            }
                            descend(descent);
                          });
}

void descend(const SharedDescent& descent) {
  const bool ended = descent->last.row.parentId.empty();
  if (allSeeded(*descent) || ended) {
    finish(descent, DeltaWalk::complete);
    return;
  }
  if (descent->seen.size() >= kMostSaverAncestors || descent->step->bytes >= kMostDeltaBytes) {
    finish(descent, DeltaWalk::cut);
    return;
  }
  if (!gather(*descent)) {
    finish(descent, DeltaWalk::broken);
    return;
  }
  if (descent->step->ancestors.empty()) {
    seek(descent);
    return;
  }
  readAncestors(descent->redis, descent->step, descent->context, [descent](const SourceError* error) {
    if (error != nullptr)
      descent->done({}, error);
    else
      descend(descent);
  });
}

}  // namespace

void readSaverDeltas(RedisSession& redis, const SaverCheckpoint& row,
                     const checkpoint::CheckpointState& state, std::shared_ptr<const checkpoint::AesKey> key,
                     QObject* context, SaverDeltasDone done) {
  const auto descent = std::make_shared<Descent>(
      Descent{redis, context, std::move(done), row, std::make_shared<AncestorStep>(), {}, {}, {}});
  descent->step->key = std::move(key);
  descent->seen.insert(row.row.checkpointId);
  for (const auto& name : state.missingDeltas())
    descent->step->channels[name];
  descend(descent);
}

}  // namespace heddle::client
