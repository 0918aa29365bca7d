// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/slot.h"
#include "backend/wire/frames.h"

#include <optional>

namespace heddle::jobs {

/// The owner of one open channel of a runner's session: a run or a call. Called on the I/O thread; may close
/// its channel in the calls.
class SessionChannel {
 public:
  virtual ~SessionChannel() = default;
  /// STARTED, EVENT, END or REPLY.
  virtual void onMessage(wire::Message message) = 0;
  /// A put of this channel met another fence: its slot is somebody else's.
  virtual void onFenced() = 0;
  /// A put or a question of this channel failed because of the database, not because of the runner.
  virtual void onStorageLost() = 0;
  /// The process has exited; nothing more will come.
  virtual void onLost() = 0;
  /// What fences this channel's puts; empty: it may not write.
  virtual std::optional<core::SlotRef> slot() const = 0;
};

}  // namespace heddle::jobs
