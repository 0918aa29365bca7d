// SPDX-License-Identifier: Apache-2.0
#include "backend/redis/redis_live.h"

#include <algorithm>
#include <charconv>

namespace heddle::redis {
namespace {

using namespace std::chrono_literals;

constexpr int kWakeLimit = 1024;
constexpr int kLogPage = 64;
/// BRPOP blocks this long; its connection gets that much more time to answer.
constexpr auto kWakeBlock = 1s;

Endpoint patient(Endpoint endpoint) {
  endpoint.commandTimeout += kWakeBlock;
  return endpoint;
}

std::string logId(core::Fence fence, std::int64_t n) {
  return std::to_string(fence) + "-" + std::to_string(n);
}

std::optional<core::LogEntry> entryOf(const Reply& item) {
  if (item.items.size() != 2 || item.items[1].items.size() < 2) return std::nullopt;
  core::LogEntry entry;
  const auto& id = item.items[0].text;
  const auto dash = id.find('-');
  if (dash == std::string::npos) return std::nullopt;
  std::from_chars(id.data(), id.data() + dash, entry.fence);
  std::from_chars(id.data() + dash + 1, id.data() + id.size(), entry.lastN);
  entry.envelope = item.items[1].items[1].text;
  return entry;
}

/// "Equal or smaller" means that this entry was applied before (a retry) or belongs to an older attempt.
bool isLogged(const Reply& reply) {
  return !reply.isError() || reply.text.find("equal or smaller") != std::string::npos;
}

}  // namespace

RedisLive::RedisLive(boost::asio::any_io_executor executor, Endpoint endpoint)
    : prefix_(endpoint.keyPrefix),
      commands_(executor, endpoint),
      wakes_(executor, patient(endpoint)),
      channels_(executor, endpoint) {
  commands_.onUp([this] { writeMeta(); });
}

void RedisLive::start() {
  commands_.start();
  wakes_.start();
  channels_.start();
}

core::Task<void> RedisLive::stop() {
  co_await wakes_.stop();
  co_await channels_.stop();
  co_await commands_.stop();
}

core::Task<bool> RedisLive::awaitUp(std::chrono::milliseconds patience) {
  co_return co_await commands_.awaitUp(patience);
}

void RedisLive::describe(std::string_view version, std::string_view schemaVersion) {
  version_ = version;
  schemaVersion_ = schemaVersion;
  writeMeta();
}

void RedisLive::writeMeta() {
  if (version_.empty()) return;
  const auto meta = key("meta");
  const std::vector<std::string_view> command{"HSET",    meta,     "product",        "heddle",
                                              "version", version_, "schema_version", schemaVersion_};
  commands_.tell(command);
}

void RedisLive::wake(int ready) {
  if (ready <= 0) return;
  const auto list = key("wake");
  std::vector<std::string_view> push{"LPUSH", list};
  push.insert(push.end(), static_cast<std::size_t>(std::min(ready, 64)), "1");
  const auto last = std::to_string(kWakeLimit - 1);
  const std::vector<std::string_view> trim{"LTRIM", list, "0", last};
  commands_.tell(push);
  commands_.tell(trim);
}

core::Task<bool> RedisLive::awaitWake(std::chrono::milliseconds patience) {
  if (wakes_.isUp()) {
    std::vector<std::string> command{"BRPOP", key("wake"), std::to_string(kWakeBlock.count())};
    auto reply = co_await wakes_.ask(std::move(command));
    // An error comes at once, from a Redis that refuses writes for one: asking again at once would spin.
    if (reply && !reply->isError()) co_return reply->kind == Reply::Kind::array;
  }
  co_await async::sleepFor(patience);
  co_return false;
}

std::unique_ptr<core::LiveListening> RedisLive::listenControl(core::ReplicaId replica,
                                                              core::LiveCallbacks callbacks) {
  return channels_.listen(key("ctl:") + std::to_string(replica), std::move(callbacks));
}

void RedisLive::tell(core::ReplicaId replica, std::string message) {
  const auto channel = key("ctl:") + std::to_string(replica);
  const std::vector<std::string_view> command{"PUBLISH", channel, message};
  commands_.tell(command);
}

std::unique_ptr<core::LiveListening> RedisLive::listenRun(core::RunId run, core::LiveCallbacks callbacks) {
  return channels_.listen(runChannel(run), std::move(callbacks));
}

core::Task<std::optional<core::LivePublished>> RedisLive::publish(core::LivePublish flush) {
  const auto log = logKey(flush.run), channel = runChannel(flush.run);
  std::vector<std::string> commands;
  const auto add = [&commands](const std::vector<std::string_view>& words) {
    commands.push_back(formatCommand(words));
  };
  if (flush.log) {
    const auto id = logId(flush.log->fence, flush.log->lastN);
    const auto ttl = std::to_string(flush.logTtl.count());
    add({"XADD", log, id, "e", flush.log->envelope});
    add({"PEXPIRE", log, ttl});
    const auto least = logId(flush.log->fence, flush.trimBelow);
    if (flush.trimBelow > 0) add({"XTRIM", log, "MINID", least});
  }
  const auto firstPublish = commands.size();
  for (const auto& piece : flush.pieces)
    add({"PUBLISH", channel, piece});
  auto replies = co_await commands_.askAll(std::move(commands));
  if (!replies) co_return std::nullopt;
  core::LivePublished published;
  published.logged = flush.log && isLogged(replies->front());
  if (replies->size() > firstPublish) published.receivers = (*replies)[firstPublish].integer;
  co_return published;
}

core::Task<std::int64_t> RedisLive::announce(core::ThreadId thread, std::string message) {
  std::vector<std::string> command{"PUBLISH", threadChannel(thread), std::move(message)};
  const auto reply = co_await commands_.ask(std::move(command));
  co_return reply && !reply->isError() ? reply->integer : 0;
}

std::unique_ptr<core::LiveListening> RedisLive::listenThread(core::ThreadId thread,
                                                             core::LiveCallbacks callbacks) {
  return channels_.listen(threadChannel(thread), std::move(callbacks));
}

core::Task<std::optional<std::vector<core::LogEntry>>> RedisLive::readLog(core::RunId run, core::Fence fence,
                                                                          std::int64_t n,
                                                                          std::size_t maxBytes) {
  std::vector<core::LogEntry> entries;
  const auto log = logKey(run);
  std::size_t bytes = 0;
  while (bytes < maxBytes) {
    std::vector<std::string> command{"XRANGE", log,     "(" + logId(fence, n),
                                     "+",      "COUNT", std::to_string(kLogPage)};
    auto reply = co_await commands_.ask(std::move(command));
    if (!reply || reply->isError()) co_return std::nullopt;
    for (const auto& item : reply->items) {
      auto entry = entryOf(item);
      if (!entry) continue;
      bytes += entry->envelope.size();
      fence = entry->fence;
      n = entry->lastN;
      entries.push_back(std::move(*entry));
    }
    if (reply->items.size() < static_cast<std::size_t>(kLogPage)) break;
  }
  co_return entries;
}

void RedisLive::expireLog(core::RunId run, std::chrono::milliseconds ttl) {
  const auto log = logKey(run);
  const auto text = std::to_string(ttl.count());
  const std::vector<std::string_view> command{"PEXPIRE", log, text};
  commands_.tell(command);
}

}  // namespace heddle::redis
