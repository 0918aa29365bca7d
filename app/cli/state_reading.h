// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/arguments.h"
#include "backend/client/thread_detail_feed.h"

#include <string>
#include <variant>

namespace heddle::cli {

struct StateName {
  std::string threadId, checkpointId;  // an empty checkpoint is the newest
};

/// THREAD or THREAD@CHECKPOINT. Thread ids may hold an @ themselves: only a UUID behind the last one is a
/// checkpoint's.
StateName stateName(const std::string& text);

/// The state in the namespace that the arguments name, or the exit code after a complaint. With --decrypt the
/// key comes from the environment.
std::variant<client::CheckpointContentPtr, int> readState(const Arguments& arguments,
                                                          client::ThreadDetailFeed& feed,
                                                          const StateName& name);

/// How each channel is stored: name, version, tag, bytes, type, and what could not be read or was rebuilt.
wire::Value channelsJson(const checkpoint::CheckpointState& state);

}  // namespace heddle::cli
