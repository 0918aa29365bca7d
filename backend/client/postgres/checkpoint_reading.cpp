// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/checkpoint_reading.h"

#include "backend/checkpoint/state.h"
#include "backend/client/postgres/delta_reading.h"
#include "backend/client/postgres/feed_reading.h"
#include "backend/query/checkpoint_sql.h"

#include <map>

namespace heddle::client {
namespace {

bool isLeftOut(const query::StoredValue& value) {
  return !value.blob && value.size > 0;
}

/// The card of a value that was too large and stays in the database. Two of one size may differ, which their
/// versions tell.
checkpoint::DecodedValue cardOf(const query::StoredValue& value) {
  checkpoint::DecodedValue card;
  card.readability = checkpoint::Readability::opaque;
  card.type = value.type;
  card.note = "too large to be read here";
  if (!value.version.empty()) card.note += ", version " + value.version;
  card.bytes = static_cast<std::size_t>(value.size);
  return card;
}

core::ChannelBlob channelBlob(query::StoredValue value) {
  return {std::move(value.channel), std::move(value.version), std::move(value.type),
          std::move(value.blob).value_or(std::string())};
}

core::PendingWrite pendingWrite(query::StoredWrite write) {
  return {std::move(write.taskId), std::move(write.value.channel), std::move(write.value.type),
          std::move(write.value.blob).value_or(std::string())};
}

/// What is stored of one checkpoint, and what of it was left out for its size.
class StoredValues {
 public:
  void read(PgConnection& connection, core::CheckpointTuple& into, query::ValueCaps caps) {
    const auto& can = connection.capabilities();
    const auto &thread = into.thread, &ns = into.ns, &id = into.id;
    if (can.checkpointBlobs) {
      for (const auto& row : connection.blobs(query::checkpointBlobsSql(can, thread, ns, id, caps))) {
        auto value = query::blobFrom(row);
        if (isLeftOut(value)) blobs_.emplace(value.channel, cardOf(value));
        into.blobs.push_back(channelBlob(std::move(value)));
      }
    }
    if (can.checkpointWrites) {
      for (const auto& row : connection.blobs(query::checkpointWritesSql(can, thread, ns, id, caps))) {
        auto write = query::writeFrom(row);
        if (isLeftOut(write.value)) writes_.emplace(into.writes.size(), cardOf(write.value));
        into.writes.push_back(pendingWrite(std::move(write)));
      }
    }
  }

  /// Puts the cards where the values would stand.
  void showLeftOut(checkpoint::CheckpointState& state) const {
    for (auto& channel : state.channels) {
      const auto card = blobs_.find(channel.name);
      if (card == blobs_.end()) continue;
      channel.value = card->second;
      channel.stored = true;
    }
    for (const auto& [place, card] : writes_)
      state.writes.at(place).value = card;
  }
  bool whole() const { return blobs_.empty() && writes_.empty(); }

 private:
  std::map<std::string, checkpoint::DecodedValue> blobs_;
  std::map<std::size_t, checkpoint::DecodedValue> writes_;
};

}  // namespace

CheckpointContentPtr readCheckpointContent(PgConnection& connection, const std::string& threadId,
                                           const std::string& ns, const std::string& checkpointId,
                                           const checkpoint::AesKey* key, query::ValueCaps caps) {
  requireCheckpoints(connection);
  const auto& can = connection.capabilities();
  const auto rows = connection.blobs(query::checkpointSql(can, threadId, ns, checkpointId));
  if (rows.empty()) throw notFound(QStringLiteral("This thread has no such checkpoint (any more)."));
  auto content = std::make_shared<CheckpointContent>();
  content->row = query::checkpointFrom(rows.front());
  auto [checkpoint, metadata] = query::checkpointJsonFrom(rows.front());

  core::CheckpointTuple tuple;
  tuple.thread = threadId;
  tuple.ns = ns;
  tuple.id = content->row.checkpointId;
  if (!content->row.parentId.empty()) tuple.parentId = content->row.parentId;
  tuple.checkpoint.text = checkpoint;
  tuple.metadata.text = metadata;
  StoredValues stored;
  stored.read(connection, tuple, caps);
  content->truncated = !stored.whole();
  auto state = checkpoint::readCheckpoint(tuple, {}, key);
  if (!state)
    throw SourceFailure(
        {SourceError::Kind::unsupported, QString::fromStdString(state.error().message), false});
  content->state = std::move(*state);
  stored.showLeftOut(content->state);
  rebuildDeltas(connection, content->state, key);
  content->values = content->state.values();
  if (auto parsed = wire::parseJson(checkpoint)) content->checkpoint = std::move(*parsed);
  return content;
}

}  // namespace heddle::client
