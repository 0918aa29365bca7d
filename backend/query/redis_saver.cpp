// SPDX-License-Identifier: Apache-2.0
#include "backend/query/redis_saver.h"

#include "backend/query/checkpoint_sql.h"
#include "backend/wire/value.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>

namespace heddle::query {
namespace {

using wire::Value;

constexpr std::string_view kEmptyText = "__empty__";  // how the savers spell it
constexpr std::string_view kNoId = "00000000-0000-0000-0000-000000000000";
constexpr std::string_view kShallow = ":shallow";

// Indexes of LangGraph's special writes, which both languages put into the keys.
constexpr std::string_view kErrorIndex = "-1";
constexpr std::string_view kInterruptIndex = "-3";

/// Only Python names the serializer in the document.
constexpr std::string_view kWrittenByPython = "checkpoint.type";

constexpr std::string_view kMembers[] = {
    "thread_id", "checkpoint_ns", "checkpoint_id", "parent_checkpoint_id", "run_id", "source",
    "step",      "checkpoint_ts", "metadata",      kWrittenByPython};

std::string pathOf(std::string_view member) {
  return "$." + std::string(member);
}

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string textOf(const SaverFields& fields, std::string_view name) {
  const auto found = fields.find(std::string(name));
  if (found == fields.end() || found->second == "null" || found->second == kEmptyText) return {};
  return found->second;
}

template <typename Number>
std::optional<Number> numberOf(const std::string& text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

/// Subgraphs name the checkpoints above them by namespace, the outermost by the empty one.
std::string outerIdOf(const std::string& ns, const Value& metadata) {
  const Value* parents = metadata.find("parents");
  if (ns.empty() || parents == nullptr || !parents->isObject()) return {};
  const auto bar = ns.rfind('|');
  return std::string(parents->stringAt(bar == std::string::npos ? std::string() : ns.substr(0, bar)));
}

void readMetadata(SaverCheckpoint& out, const std::string& text) {
  const auto metadata = wire::parseJson(text);
  if (!metadata || !metadata->isObject()) return;
  auto& row = out.row;
  if (row.source.empty()) row.source = metadata->stringAt("source");
  const Value* step = metadata->find("step");
  const auto number = step == nullptr ? std::nullopt : step->integer();
  if (!row.step && number) row.step = static_cast<int>(*number);
  if (row.runId.empty()) row.runId = metadata->stringAt("run_id");
  row.outerId = outerIdOf(row.ns, *metadata);
  out.graphId = metadata->stringAt("graph_id");
  out.assistantId = metadata->stringAt("assistant_id");
}

/// The sorted set of its writes' keys. It takes its place from the checkpoint's own key, which spells the
/// empty namespace as its language does.
std::string writesKey(const SaverCheckpoint& checkpoint) {
  const auto& row = checkpoint.row;
  const auto place =
      checkpoint.key.substr(std::min(checkpoint.place.prefix.size() + 1, checkpoint.key.size()));
  if (!checkpoint.shallow) return "write_keys_zset:" + place;
  if (place.ends_with(kShallow))
    return "write_keys_zset:" + place.substr(0, place.size() - kShallow.size() + 1) + row.checkpointId;
  return "write_registry:" + row.threadId + ":" + (row.ns.empty() ? std::string(kEmptyText) : row.ns) +
         std::string(kShallow);
}

std::string tagOf(const std::string& text) {
  return escaped(text, "-,.<>{}[]\"':;!@#$%^&*()+=~|\\?/ \t\n");
}

struct Search {
  std::string what;
  bool newestFirst = true;
  int most = kMostSaverRows;
};

RedisCommand searchFor(const SaverPlace& place, const Search& search) {
  RedisCommand command{"FT.SEARCH", place.index, search.what, "RETURN",
                       std::to_string(3 * std::size(kMembers))};
  for (const auto member : kMembers)
    command.insert(command.end(), {pathOf(member), "AS", std::string(member)});
  command.insert(command.end(), {"SORTBY", "checkpoint_ts", search.newestFirst ? "DESC" : "ASC", "LIMIT", "0",
                                 std::to_string(search.most)});
  return command;
}

constexpr std::string_view kInRoot = "@checkpoint_ns:{__empty__}";
constexpr int kFew = 10, kFewOfTwo = 100;

/// Whether a document under a prefix that both languages use is this place's.
bool isOf(const SaverPlace& place, const SaverFields& fields) {
  const bool python = fields.contains(std::string(kWrittenByPython));
  return !place.shared || python == (place.language == RedisFlavour::pythonSaver);
}

}  // namespace

RedisCommand saverScan(const std::string& cursor, const SaverPlace* place, const std::string& thread) {
  constexpr std::string_view kSpecial = "*?[]\\^-";
  RedisCommand command{"SCAN", cursor};
  if (place != nullptr) {
    const auto pattern = escaped(place->prefix, kSpecial) + ":";
    command.insert(command.end(),
                   {"MATCH", pattern + (thread.empty() ? "*" : escaped(thread, kSpecial) + ":*")});
  }
  command.insert(command.end(), {"COUNT", std::to_string(kSaverStep)});
  return command;
}

RedisCommand saverSearch(const SaverPlace& place, const SaverPart& part) {
  std::string what = "@thread_id:{" + tagOf(part.thread) + "}";
  if (!part.checkpoint.empty()) what += " @checkpoint_id:{" + tagOf(part.checkpoint) + "}";
  // A checkpoint's time is taken a moment before or after its id.
  constexpr std::int64_t kMillisOfSecond = 1000;
  if (const auto made = timeOfUuid6(part.before); made > 0)
    what += " @checkpoint_ts:[-inf " + std::to_string(made / 1000 + kMillisOfSecond) + "]";
  return searchFor(place, {what});
}

RedisCommand saverFind(const SaverPlace& place, const std::string& id) {
  const auto tag = "{" + tagOf(id) + "}";
  return searchFor(place, {"(@thread_id:" + tag + ") | (@checkpoint_id:" + tag + ")", true, kFew});
}

/// A few, not one: under a shared prefix the first may be another's, and the index compares without case.
RedisCommand saverEnd(const SaverPlace& place, const std::string& thread, SaverEnd end) {
  return searchFor(place, {"@thread_id:{" + tagOf(thread) + "} " + std::string(kInRoot),
                           end == SaverEnd::newest, place.shared ? kFewOfTwo : kFew});
}

RedisCommand saverNewer(const SaverPlace& place, std::int64_t afterMillis) {
  return searchFor(
      place, {"@checkpoint_ts:[(" + std::to_string(afterMillis) + " +inf] " + std::string(kInRoot), false,
              kMostNewerRows});
}

RedisCommand saverHead(const std::string& key) {
  RedisCommand command{"JSON.GET", key};
  for (const auto member : kMembers)
    command.push_back(pathOf(member));
  return command;
}

SaverFields saverFieldsOfHead(std::string_view json) {
  SaverFields fields;
  const auto document = wire::parseJson(json);
  if (!document || !document->isObject()) return fields;
  for (const auto member : kMembers) {
    const Value* matches = document->find(pathOf(member));
    if (matches == nullptr || !matches->isArray() || matches->size() == 0) continue;
    const Value& value = matches->items().front();
    fields.emplace(member, value.isString() ? value.string() : wire::writeJson(value));
  }
  return fields;
}

SaverCheckpoint saverCheckpointFrom(const SaverPlace& place, const std::string& key,
                                    const SaverFields& fields) {
  SaverCheckpoint out;
  if (!isOf(place, fields)) return out;
  out.place = place;
  out.key = key;
  auto& row = out.row;
  row.threadId = textOf(fields, "thread_id");
  row.ns = textOf(fields, "checkpoint_ns");
  row.checkpointId = textOf(fields, "checkpoint_id");
  row.parentId = textOf(fields, "parent_checkpoint_id");
  if (row.parentId == kNoId) row.parentId.clear();
  row.runId = textOf(fields, "run_id");
  if (row.runId == kNoId) row.runId.clear();
  row.source = textOf(fields, "source");
  row.step = numberOf<int>(textOf(fields, "step"));
  readMetadata(out, textOf(fields, "metadata"));
  row.createdAt = timeOfUuid6(row.checkpointId);
  if (row.createdAt == 0)
    row.createdAt = numberOf<std::int64_t>(textOf(fields, "checkpoint_ts")).value_or(0) * 1000;
  out.shallow = key.ends_with(kShallow) || !key.ends_with(":" + row.checkpointId);
  return out;
}

RedisCommand saverWrites(const SaverCheckpoint& checkpoint, int most) {
  return {"ZRANGE", writesKey(checkpoint), "0", std::to_string(most - 1)};
}

bool isWriteOf(const SaverCheckpoint& checkpoint, std::string_view writeKey) {
  return writeKey.find(":" + checkpoint.row.checkpointId + ":") != std::string_view::npos;
}

void countWrites(SaverCheckpoint& checkpoint, const std::vector<std::string>& writeKeys) {
  std::set<std::string_view> tasks;
  for (const std::string_view key : writeKeys) {
    if (!isWriteOf(checkpoint, key)) continue;
    const auto last = key.rfind(':');
    const auto index = key.substr(last + 1);
    const auto rest = key.substr(0, last);
    tasks.insert(rest.substr(rest.rfind(':') + 1));
    if (index == kInterruptIndex) ++checkpoint.row.interrupts;
    if (index == kErrorIndex) ++checkpoint.row.errors;
  }
  checkpoint.row.tasks = static_cast<int>(tasks.size());
}

bool numbersEveryWrite(const SaverCheckpoint& checkpoint) {
  return checkpoint.shallow && checkpoint.key.ends_with(kShallow);
}

void countWrite(SaverCheckpoint& checkpoint, std::string_view channel) {
  if (channel == R"(["__interrupt__"])") ++checkpoint.row.interrupts;
  if (channel == R"(["__error__"])") ++checkpoint.row.errors;
}

std::string saverBlobKey(const CheckpointRecord& row, std::string_view channel, std::string_view version) {
  return "checkpoint_blob:" + row.threadId + ":" + row.ns + ":" + std::string(channel) + ":" +
         std::string(version);
}

}  // namespace heddle::query
