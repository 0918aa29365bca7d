// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/live.h"
#include "backend/redis/command_link.h"
#include "backend/redis/pub_sub.h"

#include <memory>
#include <string>

namespace heddle::redis {

/// core::Live on three connections: commands, the blocking wake list, subscriptions. Owned by composition;
/// I/O thread only; start and stop in any order, stop before destruction.
class RedisLive : public core::Live {
 public:
  RedisLive(boost::asio::any_io_executor executor, Endpoint endpoint);
  void start();
  core::Task<void> stop();
  /// Completes when commands are possible; false when that took longer, or when isMisconfigured().
  core::Task<bool> awaitUp(std::chrono::milliseconds patience);
  /// Why Redis cannot be reached, for people; empty when it can.
  const std::string& lastFailure() const { return commands_.lastFailure(); }
  /// Only another URI helps: a certificate, the login or the database number is refused.
  bool isMisconfigured() const { return commands_.isMisconfigured(); }
  /// Fills the `meta` hash (envelope.md), again after every reconnect: a restarted Redis may be empty.
  void describe(std::string_view version, std::string_view schemaVersion);

  bool up() const override { return commands_.isUp() && channels_.isUp(); }
  void wake(int ready) override;
  core::Task<bool> awaitWake(std::chrono::milliseconds patience) override;
  std::unique_ptr<core::LiveListening> listenControl(core::ReplicaId replica,
                                                     core::LiveCallbacks callbacks) override;
  void tell(core::ReplicaId replica, std::string message) override;
  std::unique_ptr<core::LiveListening> listenRun(core::RunId run, core::LiveCallbacks callbacks) override;
  core::Task<std::optional<core::LivePublished>> publish(core::LivePublish flush) override;
  core::Task<std::int64_t> announce(core::ThreadId thread, std::string message) override;
  std::unique_ptr<core::LiveListening> listenThread(core::ThreadId thread,
                                                    core::LiveCallbacks callbacks) override;
  core::Task<std::optional<std::vector<core::LogEntry>>> readLog(core::RunId run, core::Fence fence,
                                                                 std::int64_t n,
                                                                 std::size_t maxBytes) override;
  void expireLog(core::RunId run, std::chrono::milliseconds ttl) override;

 private:
  std::string key(std::string_view name) const { return prefix_ + std::string(name); }
  std::string logKey(core::RunId run) const { return prefix_ + "s:{" + run.text() + "}"; }
  std::string threadChannel(core::ThreadId thread) const { return prefix_ + "t:{" + thread.text() + "}"; }
  std::string runChannel(core::RunId run) const { return prefix_ + "l:{" + run.text() + "}"; }

  void writeMeta();

  std::string prefix_;
  std::string version_, schemaVersion_;
  CommandLink commands_;
  CommandLink wakes_;
  PubSub channels_;
};

}  // namespace heddle::redis
