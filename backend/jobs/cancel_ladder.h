// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace heddle::jobs {

/// When an execution that must stop is told so and when it is given up (engine.md §7): at once, and 5 s
/// later. Pure: time comes in from outside.
class CancelLadder {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Cause { none, cancel, timeout, handOff };
  enum class Step { wait, tell, giveUp };
  static constexpr auto kPatience = std::chrono::seconds(5);

  explicit CancelLadder(Clock::time_point timeoutAt) : timeoutAt_(timeoutAt) {}

  /// A cancel outranks a timeout, which outranks a hand-off; the patience counts from the first.
  void request(Cause cause, Clock::time_point now) {
    if (cause_ == Cause::none) askedAt_ = now;
    if (cause_ == Cause::none || rank(cause) < rank(cause_)) cause_ = cause;
  }
  Cause cause() const { return cause_; }

  /// The step due now; `tell` and `giveUp` come once each.
  Step step(Clock::time_point now) {
    if (cause_ == Cause::none && now >= timeoutAt_) request(Cause::timeout, now);
    if (cause_ == Cause::none || gaveUp_) return Step::wait;
    if (!told_) {
      told_ = true;
      return Step::tell;
    }
    if (now < askedAt_ + kPatience) return Step::wait;
    gaveUp_ = true;
    return Step::giveUp;
  }
  /// How long until step() may have something new.
  Clock::duration pause(Clock::time_point now) const {
    const auto next = cause_ == Cause::none ? timeoutAt_ : askedAt_ + kPatience;
    return std::clamp<Clock::duration>(next - now, std::chrono::milliseconds(1), std::chrono::minutes(1));
  }

 private:
  static int rank(Cause cause) { return cause == Cause::cancel ? 0 : cause == Cause::timeout ? 1 : 2; }

  Clock::time_point timeoutAt_, askedAt_{};
  Cause cause_ = Cause::none;
  bool told_ = false, gaveUp_ = false;
};

}  // namespace heddle::jobs
