// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/notifier.h"

#include <cstdint>
#include <set>

namespace heddle::jobs {

/// The puts of one channel that are under way. Puts may overlap; whatever must see them waits for the earlier
/// ones (frames.md, "Saver frames and channels").
class ChannelOrder {
 public:
  explicit ChannelOrder(boost::asio::any_io_executor executor) : changed_(std::move(executor)) {}

  std::int64_t begin() {
    open_.insert(next_);
    return next_++;
  }
  void end(std::int64_t ticket) {
    open_.erase(ticket);
    changed_.notifyAll();
  }
  /// Waits for every put begun before `ticket`.
  core::Task<void> earlierThan(std::int64_t ticket) {
    while (!open_.empty() && *open_.begin() < ticket)
      co_await changed_.wait();
  }
  /// Waits for every put begun up to now.
  core::Task<void> settled() { return earlierThan(next_); }

 private:
  std::set<std::int64_t> open_;
  std::int64_t next_ = 1;
  async::Notifier changed_;
};

}  // namespace heddle::jobs
