// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/checkpoints.h"
#include "backend/core/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Bodies of the saver and store frames (wire/frames.md) to and from the ports' types. Pure; blobs are never
/// looked into, checkpoint and metadata pass as text.
namespace heddle::jobs {

/// What every request of a runner carries.
std::int64_t seqOf(std::string_view json);

struct PutFrame {
  std::int64_t seq = 0;
  core::CheckpointPut put;  // without slot
};
struct WritesFrame {
  std::int64_t seq = 0;
  core::WritesPut put;  // without slot
};
struct GetFrame {
  std::int64_t seq = 0;
  std::string thread, ns;
  std::optional<std::string> id;
};
struct ListFrame {
  std::int64_t seq = 0;
  core::CheckpointListQuery query;
};
struct DeltaFrame {
  std::int64_t seq = 0;
  core::DeltaHistoryQuery query;
};
struct SaverOpFrame {
  std::int64_t seq = 0;
  std::string op, thread, source, target, strategy;
  std::vector<std::string> threads, runs;
};

core::Result<PutFrame> readCheckpointPut(std::string_view body);
core::Result<WritesFrame> readWritesPut(std::string_view body);
core::Result<GetFrame> readCheckpointGet(std::string_view body);
core::Result<ListFrame> readCheckpointList(std::string_view body);
core::Result<DeltaFrame> readDeltaGet(std::string_view body);
core::Result<SaverOpFrame> readSaverOp(std::string_view body);

std::string ackBody(std::int64_t seq);
std::string ackBody(std::int64_t seq, const core::JsonText& result);
std::string fencedBody(std::int64_t seq, std::string_view reason, std::string_view message);
std::string checkpointDataBody(std::int64_t seq, const std::vector<core::CheckpointTuple>& tuples);
/// `history` is the list of channels, or an object with it as `channels`.
std::string deltaDataBody(std::int64_t seq, const core::JsonText& history,
                          const std::vector<std::string>& blobs);

}  // namespace heddle::jobs
