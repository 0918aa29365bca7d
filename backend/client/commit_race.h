// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace heddle::client {

/// Which came first: the last step of what one thread writes, after which it is there, or another's wish that
/// it be not. Each wins once; the answer never changes.
class CommitRace {
 public:
  /// For the writer, before its last step; false: it was cancelled, and takes none.
  bool commit() { return decide(State::committed); }
  /// False: too late, the last step is taken or under way, and whoever waits hears of it.
  bool cancel() { return decide(State::cancelled); }
  bool isCancelled() const { return state_ == State::cancelled; }

 private:
  enum class State { open, committed, cancelled };
  bool decide(State wanted) {
    State before = State::open;
    return state_.compare_exchange_strong(before, wanted) || before == wanted;
  }

  std::atomic<State> state_ = State::open;
};

}  // namespace heddle::client
