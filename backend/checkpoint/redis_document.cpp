// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/redis_document.h"

#include "backend/wire/base64.h"
#include "backend/wire/value.h"

#include <utility>

namespace heddle::checkpoint {
namespace {

using wire::Value;

constexpr std::string_view kEmpty = "__empty__";  // how the savers spell an empty text
constexpr std::string_view kNoParent = "00000000-0000-0000-0000-000000000000";

std::string named(const Value& document, std::string_view key) {
  const auto text = document.stringAt(key);
  return text == kEmpty ? std::string() : std::string(text);
}

/// JSON of a member that is either an object or text that holds one.
std::string jsonOf(const Value& document, std::string_view key) {
  const Value* member = document.find(key);
  if (member == nullptr) return "{}";
  return member->isString() ? member->string() : wire::writeJson(*member);
}

core::Result<Value> documentOf(std::string_view json) {
  auto document = wire::parseJson(json);
  // JSON.GET with a path answers an array of matches.
  if (document && document->isArray() && document->size() == 1) {
    Value only = std::move(document->items().front());
    document = std::move(only);
  }
  if (document && !document->isObject()) return core::invalid("the document is no JSON object");
  return document;
}

/// JavaScript's `type` is that of the language ("string" for numbers too); its `value` is JSON always.
std::string typeOf(const Value& document) {
  return document.find("blob") == nullptr ? "json" : std::string(document.stringAt("type", "json"));
}

/// Python's `blob` is base64 of the serializer's bytes, JavaScript's `value` is JSON already.
std::string bytesOf(const Value& document) {
  if (const Value* blob = document.find("blob"); blob != nullptr && blob->isString())
    return wire::decodeBase64(blob->string()).value_or(blob->string());
  const Value* value = document.find("value");
  return value == nullptr ? std::string() : wire::writeJson(*value);
}

}  // namespace

core::Result<core::CheckpointTuple> tupleOfRedisDocument(std::string_view json) {
  auto document = documentOf(json);
  if (!document) return document.error();
  const Value* checkpoint = document->find("checkpoint");
  if (checkpoint == nullptr) return core::invalid("the document has no checkpoint");
  core::CheckpointTuple tuple;
  tuple.thread = named(*document, "thread_id");
  tuple.ns = named(*document, "checkpoint_ns");
  tuple.id = named(*document, "checkpoint_id");
  const auto parent = named(*document, "parent_checkpoint_id");
  if (!parent.empty() && parent != kNoParent) tuple.parentId = parent;
  tuple.checkpoint.text = jsonOf(*document, "checkpoint");
  tuple.metadata.text = jsonOf(*document, "metadata");
  if (tuple.id.empty()) {
    const auto inner = wire::parseJson(tuple.checkpoint.text);
    if (inner) tuple.id = inner->stringAt("id");
  }
  return tuple;
}

core::Result<core::PendingWrite> writeOfRedisDocument(std::string_view json) {
  const auto document = documentOf(json);
  if (!document) return document.error();
  return core::PendingWrite{named(*document, "task_id"), named(*document, "channel"), typeOf(*document),
                            bytesOf(*document)};
}

core::Result<core::ChannelBlob> blobOfRedisDocument(std::string_view json) {
  const auto document = documentOf(json);
  if (!document) return document.error();
  core::ChannelBlob blob;
  blob.channel = named(*document, "channel");
  blob.version = named(*document, "version");
  blob.type = typeOf(*document);
  blob.bytes = bytesOf(*document);
  return blob;
}

std::optional<RedisCheckpointKey> parseRedisKey(std::string_view key, std::string_view prefix) {
  if (key.size() <= prefix.size() || !key.starts_with(prefix) || key[prefix.size()] != ':')
    return std::nullopt;
  key.remove_prefix(prefix.size() + 1);
  const auto split = [&](std::string_view root) -> std::optional<RedisCheckpointKey> {
    const auto at = key.rfind(root);
    if (at == std::string_view::npos || at == 0) return std::nullopt;
    const auto id = key.substr(at + root.size());
    if (id.find(':') != std::string_view::npos) return std::nullopt;
    return RedisCheckpointKey{std::string(key.substr(0, at)),
                              id == "shallow" ? std::string() : std::string(id), root == "::"};
  };
  // A shallow Python saver's, whose later releases leave the namespace empty.
  if (key.size() > 1 && key.ends_with(':'))
    return RedisCheckpointKey{std::string(key.substr(0, key.size() - 1)), {}, false};
  if (key.ends_with(":__empty__"))
    return RedisCheckpointKey{std::string(key.substr(0, key.size() - 10)), {}, false};
  if (auto python = split(":__empty__:")) return python;
  return split("::");
}

}  // namespace heddle::checkpoint
