// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/checkpoint_reading.h"

#include "backend/checkpoint/state.h"
#include "backend/client/postgres/delta_reading.h"
#include "backend/client/postgres/feed_reading.h"
#include "backend/query/checkpoint_sql.h"

namespace heddle::client {
namespace {

/// Types that a decoder shows as a card: what was too large stays in the database.
constexpr const char* kLeftOut = "left out";

core::ChannelBlob channelBlob(query::StoredValue value, bool& truncated) {
  core::ChannelBlob blob;
  blob.channel = std::move(value.channel);
  blob.version = std::move(value.version);
  blob.type = std::move(value.type);
  if (!value.blob && value.size > 0) {
    truncated = true;
    blob.type = kLeftOut;
  }
  blob.bytes = std::move(value.blob).value_or(std::string());
  return blob;
}

core::PendingWrite pendingWrite(query::StoredWrite write, bool& truncated) {
  core::PendingWrite out;
  out.taskId = std::move(write.taskId);
  out.channel = std::move(write.value.channel);
  out.type = std::move(write.value.type);
  if (!write.value.blob && write.value.size > 0) {
    truncated = true;
    out.type = kLeftOut;
  }
  out.bytes = std::move(write.value.blob).value_or(std::string());
  return out;
}

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
  if (can.checkpointBlobs) {
    for (const auto& row : connection.blobs(query::checkpointBlobsSql(can, threadId, ns, tuple.id, caps))) {
      tuple.blobs.push_back(channelBlob(query::blobFrom(row), content->truncated));
    }
  }
  if (can.checkpointWrites) {
    for (const auto& row : connection.blobs(query::checkpointWritesSql(can, threadId, ns, tuple.id, caps))) {
      tuple.writes.push_back(pendingWrite(query::writeFrom(row), content->truncated));
    }
  }
  auto state = checkpoint::readCheckpoint(tuple, {}, key);
  if (!state)
    throw SourceFailure(
        {SourceError::Kind::unsupported, QString::fromStdString(state.error().message), false});
  content->state = std::move(*state);
  rebuildDeltas(connection, content->state, key);
  content->values = content->state.values();
  if (auto parsed = wire::parseJson(checkpoint)) content->checkpoint = std::move(*parsed);
  return content;
}

}  // namespace heddle::client
