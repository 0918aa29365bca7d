// SPDX-License-Identifier: Apache-2.0
#include "app/cli/redis_savers.h"

#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "app/cli/state_reading.h"
#include "backend/checkpoint/redis_document.h"
#include "backend/checkpoint/state.h"
#include "backend/query/checkpoint_sql.h"
#include "backend/query/redis_flavour.h"

#include <algorithm>
#include <functional>
#include <map>

namespace heddle::cli {
namespace {

using client::RedisReply;
using wire::Value;

constexpr std::size_t kMostKeys = 100'000;  // a scan looks at
constexpr const char* kScanStep = "1000";

/// One command, waited for.
class Asker {
 public:
  explicit Asker(client::RedisSession& redis) : redis_(redis) {}

  RedisReply ask(std::vector<std::string> command) {
    QEventLoop loop;
    RedisReply out;
    redis_.command(std::move(command), &loop, [&](const RedisReply& reply, const client::SourceError* error) {
      if (error != nullptr) failure = *error;
      out = reply;
      loop.quit();
    });
    loop.exec();
    return out;
  }

  std::optional<client::SourceError> failure;

 private:
  client::RedisSession& redis_;
};

/// Newest checkpoint of each thread; `complete` is false when the bound of the scan was met.
struct Found {
  std::map<std::string, std::string> newest;  // thread -> checkpoint id, empty for a shallow saver's
  std::map<std::string, std::string> keys;    // thread -> the key of that checkpoint
  bool complete = true;
};

Found scan(Asker& asker, const std::string& pattern) {
  Found found;
  std::string cursor = "0";
  std::size_t seen = 0;
  do {
    const auto reply = asker.ask({"SCAN", cursor, "MATCH", pattern, "COUNT", kScanStep});
    if (asker.failure || reply.items.size() != 2) break;
    cursor = reply.items[0].text;
    seen += 1000;
    for (const auto& item : reply.items[1].items) {
      auto key = checkpoint::parseRedisKey(item.text);
      if (!key) continue;
      const auto [place, fresh] = found.newest.try_emplace(key->thread, key->id);
      if (!fresh && place->second >= key->id) continue;
      place->second = key->id;
      found.keys[key->thread] = item.text;
    }
  } while (cursor != "0" && seen < kMostKeys);
  found.complete = cursor == "0";
  return found;
}

/// What a glob must not read as a pattern.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("*?[]\\^-").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

query::RedisFlavour flavourOf(Asker& asker) {
  std::vector<std::string> names;
  for (const auto& item : asker.ask({"FT._LIST"}).items)
    names.push_back(item.text);
  return query::redisFlavourOf(names);
}

/// Channels that JavaScript keeps apart, and the writes of the checkpoint.
void complete(Asker& asker, core::CheckpointTuple& tuple, bool javaScript) {
  const std::string ns = javaScript ? "" : "__empty__";
  const std::string place = tuple.thread + ":" + ns + ":" + tuple.id;
  for (const auto& key : asker.ask({"ZRANGE", "write_keys_zset:" + place, "0", "9999"}).items) {
    auto write = checkpoint::writeOfRedisDocument(asker.ask({"JSON.GET", key.text}).text);
    if (write) tuple.writes.push_back(std::move(*write));
  }
  const auto inner = wire::parseJson(tuple.checkpoint.text);
  const Value* versions = javaScript && inner ? inner->find("channel_versions") : nullptr;
  const Value* values = inner ? inner->find("channel_values") : nullptr;
  if (versions == nullptr || !versions->isObject()) return;
  for (const auto& [channel, version] : versions->members()) {
    if (values != nullptr && values->find(channel) != nullptr) continue;
    const auto text = version.isString() ? version.string() : wire::writeJson(version);
    const auto reply =
        asker.ask({"JSON.GET", "checkpoint_blob:" + tuple.thread + "::" + channel + ":" + text});
    auto blob = checkpoint::blobOfRedisDocument(reply.text);
    if (blob) tuple.blobs.push_back(std::move(*blob));
  }
}

int printState(const Arguments& arguments, const checkpoint::CheckpointState& state) {
  if (arguments.json) {
    printJson(Value::ofObject({{"thread_id", textValue(state.thread)},
                               {"checkpoint_ns", Value::ofString(state.ns)},
                               {"checkpoint_id", textValue(state.id)},
                               {"parent_checkpoint_id", textValue(state.parentId.value_or(""))},
                               {"source", textValue(state.source)},
                               {"step", state.step ? Value::ofInt(*state.step) : Value()},
                               {"values", state.values()},
                               {"channels", channelsJson(state)}}));
    return kFine;
  }
  std::printf("%s\n", wire::writeJson(state.values(), wire::JsonStyle::indented).c_str());
  return kFine;
}

bool mustRead(const client::DeploymentSession& session) {
  return session.postgres() == nullptr && session.redis() != nullptr;
}

}  // namespace

std::optional<int> redisThreadsList(const Arguments& arguments, client::DeploymentSession& session) {
  if (!mustRead(session)) return std::nullopt;
  Asker asker(*session.redis());
  const auto flavour = flavourOf(asker);
  if (asker.failure) return complain(*asker.failure);
  if (flavour == query::RedisFlavour::none) return std::nullopt;
  if (!arguments.filter.empty() || !arguments.sort.empty() || !arguments.statuses.empty())
    return complain(kUsage, "Checkpoints in Redis have no index to filter or sort threads by.");
  const auto found = scan(asker, "checkpoint:*");
  if (asker.failure) return complain(*asker.failure);
  std::vector<std::pair<query::Micros, std::string>> threads;
  for (const auto& [thread, id] : found.newest)
    threads.emplace_back(query::timeOfUuid6(id), thread);
  std::sort(threads.begin(), threads.end(), std::greater<>());
  if (static_cast<int>(threads.size()) > arguments.limit)
    threads.resize(static_cast<std::size_t>(arguments.limit));
  Value::Array rows;
  std::vector<std::vector<std::string>> lines;
  for (const auto& [time, thread] : threads) {
    rows.push_back(Value::ofObject({{"thread_id", textValue(thread)}, {"updated_at", timeValue(time)}}));
    lines.push_back({thread, time != 0 ? localTime(time) : "-"});
  }
  if (arguments.json)
    printJson(Value::ofObject({{"threads", Value::ofArray(std::move(rows))},
                               {"next", Value()},
                               {"complete", Value::ofBool(found.complete)}}));
  else
    printTable({"THREAD", "UPDATED"}, lines);
  return kFine;
}

std::optional<int> redisThreadsState(const Arguments& arguments, client::DeploymentSession& session) {
  if (!mustRead(session)) return std::nullopt;
  Asker asker(*session.redis());
  const auto flavour = flavourOf(asker);
  if (asker.failure) return complain(*asker.failure);
  if (flavour == query::RedisFlavour::none) return std::nullopt;
  const auto found = scan(asker, "checkpoint:" + escaped(arguments.id) + ":*");
  const auto place = found.keys.find(arguments.id);
  if (asker.failure) return complain(*asker.failure);
  if (place == found.keys.end()) return complain(kFindings, "No checkpoint is stored for this thread.");
  const auto reply = asker.ask({"JSON.GET", place->second});
  auto tuple = checkpoint::tupleOfRedisDocument(reply.text);
  if (!tuple) return complain(kFindings, tuple.error().message);
  complete(asker, *tuple, flavour == query::RedisFlavour::jsSaver);
  const auto state = checkpoint::readCheckpoint(*tuple);
  if (!state) return complain(kFindings, state.error().message);
  return printState(arguments, *state);
}

}  // namespace heddle::cli
