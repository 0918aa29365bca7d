// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/queue.h"
#include "backend/storage/database.h"

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {

/// The queue of record in Postgres (migrations 0005, 0006). I/O thread only. Throws core::Unavailable when
/// the database cannot be had, SqlError when it refuses a statement.
class PgQueue : public core::Queue {
 public:
  explicit PgQueue(Database& database, int maxAttempts = 3)
      : database_(database), maxAttempts_(maxAttempts) {}

  core::Task<core::Joined> join(core::JsonText info) override;
  core::Task<core::Heartbeat> heartbeat(core::ReplicaId replica) override;
  core::Task<void> leave(core::ReplicaId replica) override;
  core::Task<void> forgetReplicas() override;

  core::Task<core::Result<core::Enqueued>> enqueue(core::EnqueueRequest request) override;
  core::Task<std::vector<core::ClaimedRun>> claim(core::ReplicaId replica, int limit,
                                                  std::vector<std::string> graphs) override;
  core::Task<void> tellGraphs(core::ReplicaId replica, std::vector<std::string> graphs) override;
  core::Task<std::vector<core::ClaimedRun>> claimHopeless(core::ReplicaId replica,
                                                          core::HopelessGraphs graphs) override;
  core::Task<core::Finished> finish(core::FinishRequest request) override;
  core::Task<bool> handBack(core::SlotRef slot, core::HandBack why) override;
  core::Task<core::CancelAnswer> cancel(core::ThreadId thread, core::RunId run,
                                        core::CancelAction action) override;
  core::Task<core::SweepReport> sweep() override;

  core::Task<core::Result<core::SlotRef>> takeEditSlot(core::ThreadId thread, core::ReplicaId owner,
                                                       bool threadMustExist) override;
  core::Task<bool> releaseEditSlot(core::SlotRef slot) override;

  core::Task<core::QueueDepth> depth() override;

 private:
  core::Task<core::Result<core::Enqueued>> enqueueOnce(const core::EnqueueRequest& request, bool& editBusy);
  core::Task<core::Finished> finishOnce(const core::FinishRequest& request);
  core::Task<void> dropUnknown(const Rows& held);
  std::vector<core::ClaimedRun> holdClaimed(const Rows& rows);

  Database& database_;
  int maxAttempts_;
  // Fences of the slots we know to hold. A lease whose answer was lost on the way is in the database but not
  // here; seen so at two heartbeats in a row it is given back.
  std::unordered_set<core::Fence> held_, suspects_;
};

}  // namespace heddle::storage
