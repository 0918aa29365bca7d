// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/checkpoints.h"
#include "backend/storage/pool.h"

#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace heddle::storage {

/// Group commit on one session (DESIGN §4a.6). While one group is on its way to disk the next gathers, so an
/// idle writer answers at once and a busy one commits up to 64 puts or 1 MiB together. Puts of one thread
/// keep their order. A group that the database refuses is tried member by member, so one bad put fails alone.
/// I/O thread only.
class CheckpointWriter : public std::enable_shared_from_this<CheckpointWriter> {
 public:
  explicit CheckpointWriter(std::unique_ptr<Pool> session, boost::asio::any_io_executor executor)
      : session_(std::move(session)), executor_(std::move(executor)) {}

  /// `step` answers one row with the outcome's word and may be run twice. Throws SqlError, core::Unavailable.
  core::Task<core::PutOutcome> submit(std::string thread, Step step);
  /// Completes when every put of this thread that was submitted before has its answer.
  core::Task<void> settled(std::string thread);
  /// What is queued or under way ends with core::Unavailable.
  void close();

 private:
  struct Member;
  using Group = std::vector<std::shared_ptr<Member>>;
  static core::Task<void> work(std::shared_ptr<CheckpointWriter> self);
  static core::Task<void> wait(std::shared_ptr<Member> member);
  Group nextGroup();
  core::Task<void> commit(Group group);
  core::Task<void> commitAlone(std::shared_ptr<Member> member);
  core::Task<std::vector<Rows>> send(const Group& group);

  std::unique_ptr<Pool> session_;
  boost::asio::any_io_executor executor_;
  std::deque<std::shared_ptr<Member>> queue_;
  Group underWay_;
  bool working_ = false, closed_ = false;
};

}  // namespace heddle::storage
