// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_content.h"

#include "backend/checkpoint/redis_document.h"

#include <utility>

namespace heddle::client {

std::vector<std::string> keysApart(const query::CheckpointRecord& row, const std::string& document) {
  std::vector<std::string> keys;
  const auto tuple = checkpoint::tupleOfRedisDocument(document);
  if (!tuple) return keys;
  const auto inner = wire::parseJson(tuple->checkpoint.text);
  const wire::Value* versions = inner ? inner->find("channel_versions") : nullptr;
  const wire::Value* values = inner ? inner->find("channel_values") : nullptr;
  if (versions == nullptr || !versions->isObject()) return keys;
  for (const auto& [channel, version] : versions->members()) {
    if (values != nullptr && values->find(channel) != nullptr) continue;
    const auto text = version.isString() ? version.string() : wire::writeJson(version);
    keys.push_back(query::saverBlobKey(row, channel, text));
  }
  return keys;
}

core::Result<CheckpointContentPtr> saverContent(const query::SaverCheckpoint& row, const SaverParts& parts,
                                                const checkpoint::AesKey* key) {
  if (!parts.document) {
    return core::Error{core::ErrorCode::invalid,
                       parts.truncated ? "The document of this checkpoint is too large to be read from Redis."
                                       : "This checkpoint has gone from Redis meanwhile."};
  }
  auto tuple = checkpoint::tupleOfRedisDocument(*parts.document);
  if (!tuple) return tuple.error();
  for (const auto& text : parts.writes) {
    if (auto write = checkpoint::writeOfRedisDocument(text)) tuple->writes.push_back(std::move(*write));
  }
  for (const auto& text : parts.apart) {
    if (auto blob = checkpoint::blobOfRedisDocument(text)) tuple->blobs.push_back(std::move(*blob));
  }
  auto state = checkpoint::readCheckpoint(*tuple, {}, key);
  if (!state) return state.error();
  auto content = std::make_shared<CheckpointContent>();
  content->row = row.row;
  content->state = std::move(*state);
  content->values = content->state.values();
  if (auto parsed = wire::parseJson(tuple->checkpoint.text)) content->checkpoint = std::move(*parsed);
  content->truncated = parts.truncated;
  content->source = Source::redis;
  return CheckpointContentPtr(std::move(content));
}

}  // namespace heddle::client
