// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/frames.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace heddle::wire {

/// What waits to be sent on one socket. Each channel is a queue of its own and they take turns frame by
/// frame, so that one large body delays nobody else's small ones. Order within a channel is kept.
class FrameInterleaver {
 public:
  void add(FrameKind kind, std::uint32_t channel, std::string body);
  bool empty() const { return queues_.empty(); }
  /// Body bytes not yet taken.
  std::size_t waitingBytes() const { return waitingBytes_; }
  /// Appends frames until nothing is left or at least `enough` bytes were appended.
  void take(std::string& out, std::size_t enough);

 private:
  struct Waiting {
    FrameKind kind;
    std::string body;
    std::size_t sent = 0;
  };

  std::map<std::uint32_t, std::deque<Waiting>> queues_;
  std::uint32_t last_ = 0;  // the channel that had the last turn
  std::size_t waitingBytes_ = 0;
};

}  // namespace heddle::wire
