// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/checkpoints.h"
#include "backend/core/ports/items.h"
#include "backend/core/ports/queue.h"
#include "backend/jobs/saver_frames.h"
#include "backend/jobs/session_channel.h"

#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

namespace heddle::jobs {

/// What runners may do with the database, all of it through ports; everything outlives the runners.
struct SaverPorts {
  core::Checkpoints& checkpoints;
  core::Items& items;
  core::Queue& queue;
  std::function<core::ReplicaId()> replica;
  /// An edit slot was released with a run waiting behind it.
  std::function<void()> wake;
};

/// The answer to one request frame.
struct SaverAnswer {
  wire::FrameKind kind = wire::FrameKind::ack;
  std::string body;
  bool fenced = false;  // the channel's own slot is lost
};

/// Answers saver and store frames of runners. Stateless; I/O thread only. Broken databases throw.
class SaverService {
 public:
  explicit SaverService(SaverPorts ports) : ports_(std::move(ports)) {}

  static bool isRequest(wire::FrameKind kind);
  /// Puts may overlap with each other; every other request waits for the channel's puts before it.
  static bool isPut(wire::FrameKind kind);

  /// `slot`: of the channel; empty and `editing`: a channel that takes the edit slot for each put.
  core::Task<SaverAnswer> answer(wire::Message message, std::optional<core::SlotRef> slot, bool editing);

 private:
  core::Task<SaverAnswer> put(std::string body, std::optional<core::SlotRef> slot, bool editing);
  core::Task<SaverAnswer> putWrites(std::string body, std::optional<core::SlotRef> slot, bool editing);
  template <typename Frame, typename Store>
  core::Task<SaverAnswer> write(Frame frame, Store store, std::optional<core::SlotRef> slot, bool editing);
  core::Task<SaverAnswer> get(std::string body);
  core::Task<SaverAnswer> list(std::string body);
  core::Task<SaverAnswer> delta(std::string body);
  core::Task<SaverAnswer> store(std::string body);
  core::Task<SaverAnswer> saverOp(std::string body, std::optional<core::SlotRef> slot);
  core::Task<core::PutOutcome> apply(SaverOpFrame frame, std::vector<core::SlotRef> slots);
  core::Task<core::Result<core::SlotRef>> editSlot(std::string thread);
  core::Task<void> release(core::SlotRef slot);

  SaverPorts ports_;
};

}  // namespace heddle::jobs
