// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/saver_frames.h"

#include "backend/wire/frame_bodies.h"
#include "backend/wire/json_fields.h"

#include <charconv>

namespace heddle::jobs {
namespace {

using wire::fieldText;
using wire::jsonString;

core::Error broken(std::string_view what) {
  return {core::ErrorCode::invalid, "a runner sent a frame without a proper " + std::string(what)};
}

std::string textAt(std::string_view json, std::string_view key) {
  return wire::stringFromJson(fieldText(json, key));
}

std::optional<std::string> optionalAt(std::string_view json, std::string_view key) {
  const auto value = fieldText(json, key);
  if (!value.starts_with('"')) return std::nullopt;
  return wire::stringFromJson(value);
}

std::optional<std::int64_t> numberAt(std::string_view json, std::string_view key) {
  const auto value = fieldText(json, key);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (value.empty() || error != std::errc() || end != value.data() + value.size()) return std::nullopt;
  return number;
}

std::vector<std::string> textsAt(std::string_view json, std::string_view key) {
  std::vector<std::string> texts;
  if (const auto items = wire::arrayItems(fieldText(json, key)))
    for (const auto item : *items)
      texts.push_back(wire::stringFromJson(item));
  return texts;
}

core::JsonText jsonAt(std::string_view json, std::string_view key, std::string_view otherwise) {
  const auto value = fieldText(json, key);
  return core::JsonText{std::string(value.empty() || value == "null" ? otherwise : value)};
}

/// Takes as many raw bytes as `entry` says in `len`; false when they are not there.
bool takeRaw(std::string_view entry, std::string_view& raw, std::optional<std::string>& into) {
  const auto length = numberAt(entry, "len");
  if (!length) return true;
  if (*length < 0 || static_cast<std::size_t>(*length) > raw.size()) return false;
  into = std::string(raw.substr(0, static_cast<std::size_t>(*length)));
  raw.remove_prefix(static_cast<std::size_t>(*length));
  return true;
}

std::string seqPart(std::int64_t seq) {
  return "{\"seq\":" + std::to_string(seq);
}

std::string nullable(const std::optional<std::string>& text) {
  return text ? jsonString(*text) : "null";
}

void appendWrite(std::string& json, std::string& raw, const core::PendingWrite& write, bool withTask) {
  json +=
      withTask ? "{\"task_id\":" + jsonString(write.taskId) + ",\"channel\":" : std::string("{\"channel\":");
  json += jsonString(write.channel) + ",\"type\":" + jsonString(write.type) +
          ",\"len\":" + std::to_string(write.bytes.size()) + "}";
  raw += write.bytes;
}

void appendTuple(std::string& json, std::string& raw, const core::CheckpointTuple& tuple) {
  json += "{\"thread_id\":" + jsonString(tuple.thread) + ",\"ns\":" + jsonString(tuple.ns) +
          ",\"id\":" + jsonString(tuple.id) + ",\"parent_id\":" + nullable(tuple.parentId) +
          ",\"checkpoint\":" + tuple.checkpoint.text + ",\"metadata\":" + tuple.metadata.text +
          ",\"blobs\":[";
  const char* comma = "";
  for (const auto& blob : tuple.blobs) {
    json += comma;
    json += "{\"channel\":" + jsonString(blob.channel) + ",\"version\":" + jsonString(blob.version) +
            ",\"type\":" + jsonString(blob.type) +
            ",\"len\":" + (blob.bytes ? std::to_string(blob.bytes->size()) : std::string("null")) + "}";
    if (blob.bytes) raw += *blob.bytes;
    comma = ",";
  }
  json += "],\"writes\":[";
  comma = "";
  for (const auto& write : tuple.writes) {
    json += comma;
    appendWrite(json, raw, write, true);
    comma = ",";
  }
  json += "],\"parent_sends\":[";
  comma = "";
  for (const auto& write : tuple.parentSends) {
    json += comma;
    appendWrite(json, raw, write, false);
    comma = ",";
  }
  json += "]}";
}

}  // namespace

std::int64_t seqOf(std::string_view json) {
  return numberAt(json, "seq").value_or(0);
}

core::Result<PutFrame> readCheckpointPut(std::string_view body) {
  const auto packed = wire::readPackedBody(body);
  if (!packed) return packed.error();
  const auto json = packed->json;
  auto raw = packed->raw;
  PutFrame frame;
  frame.seq = seqOf(json);
  auto& put = frame.put;
  put.thread = textAt(json, "thread_id");
  put.ns = textAt(json, "ns");
  put.id = textAt(json, "id");
  put.parentId = optionalAt(json, "parent_id");
  put.checkpoint = jsonAt(json, "checkpoint", "{}");
  put.metadata = jsonAt(json, "metadata", "{}");
  if (put.thread.empty() || put.id.empty()) return broken("thread and checkpoint id");
  const auto blobs = wire::arrayItems(fieldText(json, "blobs"));
  if (!blobs) return broken("list of blobs");
  for (const auto entry : *blobs) {
    core::ChannelBlob blob{textAt(entry, "channel"), textAt(entry, "version"), textAt(entry, "type"), {}};
    if (!takeRaw(entry, raw, blob.bytes)) return broken("length of a blob");
    put.blobs.push_back(std::move(blob));
  }
  return frame;
}

core::Result<WritesFrame> readWritesPut(std::string_view body) {
  const auto packed = wire::readPackedBody(body);
  if (!packed) return packed.error();
  const auto json = packed->json;
  auto raw = packed->raw;
  WritesFrame frame;
  frame.seq = seqOf(json);
  auto& put = frame.put;
  put.thread = textAt(json, "thread_id");
  put.ns = textAt(json, "ns");
  put.checkpointId = textAt(json, "id");
  put.taskId = textAt(json, "task_id");
  put.taskPath = textAt(json, "task_path");
  if (put.thread.empty() || put.checkpointId.empty()) return broken("thread and checkpoint id");
  const auto writes = wire::arrayItems(fieldText(json, "writes"));
  if (!writes) return broken("list of writes");
  for (const auto entry : *writes) {
    std::optional<std::string> bytes;
    if (!takeRaw(entry, raw, bytes)) return broken("length of a write");
    const auto index = static_cast<int>(numberAt(entry, "idx").value_or(0));
    put.writes.push_back(
        {index, textAt(entry, "channel"), textAt(entry, "type"), std::move(bytes).value_or("")});
  }
  return frame;
}

core::Result<GetFrame> readCheckpointGet(std::string_view body) {
  GetFrame frame{seqOf(body), textAt(body, "thread_id"), textAt(body, "ns"), optionalAt(body, "id")};
  if (frame.thread.empty()) return broken("thread id");
  return frame;
}

core::Result<ListFrame> readCheckpointList(std::string_view body) {
  ListFrame frame;
  frame.seq = seqOf(body);
  frame.query.thread = optionalAt(body, "thread_id");
  frame.query.ns = optionalAt(body, "ns");
  frame.query.id = optionalAt(body, "id");
  frame.query.before = optionalAt(body, "before");
  frame.query.metadataFilter = jsonAt(body, "filter", "{}");
  if (const auto limit = numberAt(body, "limit")) frame.query.limit = static_cast<int>(*limit);
  return frame;
}

core::Result<DeltaFrame> readDeltaGet(std::string_view body) {
  DeltaFrame frame;
  frame.seq = seqOf(body);
  frame.query = {textAt(body, "thread_id"), textAt(body, "ns"), textAt(body, "id"),
                 textsAt(body, "channels")};
  if (frame.query.thread.empty()) return broken("thread id");
  return frame;
}

core::Result<SaverOpFrame> readSaverOp(std::string_view body) {
  SaverOpFrame frame;
  frame.seq = seqOf(body);
  frame.op = textAt(body, "op");
  frame.thread = textAt(body, "thread_id");
  frame.source = textAt(body, "source");
  frame.target = textAt(body, "target");
  frame.strategy = textAt(body, "strategy");
  frame.threads = textsAt(body, "thread_ids");
  frame.runs = textsAt(body, "run_ids");
  if (frame.op.empty()) return broken("op");
  return frame;
}

std::string ackBody(std::int64_t seq) {
  return seqPart(seq) + "}";
}

std::string ackBody(std::int64_t seq, const core::JsonText& result) {
  return seqPart(seq) + ",\"result\":" + result.text + "}";
}

std::string fencedBody(std::int64_t seq, std::string_view reason, std::string_view message) {
  return seqPart(seq) + ",\"reason\":" + jsonString(reason) + ",\"message\":" + jsonString(message) + "}";
}

std::string checkpointDataBody(std::int64_t seq, const std::vector<core::CheckpointTuple>& tuples) {
  std::string json = seqPart(seq) + ",\"tuples\":[", raw;
  const char* comma = "";
  for (const auto& tuple : tuples) {
    json += comma;
    appendTuple(json, raw, tuple);
    comma = ",";
  }
  json += "]}";
  return wire::packBody(json, raw);
}

std::string deltaDataBody(std::int64_t seq, const core::JsonText& history,
                          const std::vector<std::string>& blobs) {
  const auto inside = fieldText(history.text, "channels");
  std::string raw;
  for (const auto& blob : blobs)
    raw += blob;
  return wire::packBody(
      seqPart(seq) + ",\"channels\":" + std::string(inside.empty() ? history.text : inside) + "}", raw);
}

}  // namespace heddle::jobs
