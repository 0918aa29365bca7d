// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/checkpoints.h"
#include "backend/storage/checkpoint_writer.h"
#include "backend/storage/database.h"

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {

/// LangGraph's checkpoint tables, written fenced and in groups (DESIGN §4a.1-7). I/O thread only. Call
/// close() before the database's.
class PgCheckpoints : public core::Checkpoints {
 public:
  explicit PgCheckpoints(Database& database);
  ~PgCheckpoints() override;

  core::Task<core::PutOutcome> put(core::CheckpointPut put) override;
  core::Task<core::PutOutcome> putWrites(core::WritesPut put) override;
  core::Task<std::optional<core::CheckpointTuple>> get(std::string thread, std::string ns,
                                                       std::optional<std::string> id) override;
  core::Task<std::vector<core::CheckpointTuple>> list(core::CheckpointListQuery query) override;
  core::Task<core::JsonText> deltaHistory(core::DeltaHistoryQuery query,
                                          std::vector<std::string>& blobs) override;
  core::Task<std::vector<std::string>> threadsOfRuns(std::vector<std::string> runIds) override;
  core::Task<core::PutOutcome> deleteForRuns(std::vector<std::string> runIds,
                                             std::vector<std::string> threads,
                                             std::vector<core::SlotRef> slots) override;
  core::Task<core::PutOutcome> copyThread(std::string from, std::string to,
                                          std::vector<core::SlotRef> slots) override;
  core::Task<core::PutOutcome> prune(std::vector<std::string> threads, std::string strategy,
                                     std::vector<core::SlotRef> slots) override;

  void close();

 private:
  /// Always the same writer for one thread: that keeps its puts in order.
  CheckpointWriter& writerOf(const std::string& thread);

  Database& database_;
  std::vector<std::shared_ptr<CheckpointWriter>> writers_;
};

}  // namespace heddle::storage
