// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/bench/timing.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include <QTimer>

namespace heddle::bench {

/// For each sixtieth of a second, how long a thread was away in it: what a picture due then had to wait.
class Frames {
 public:
  void missed(std::chrono::steady_clock::time_point now, double milliseconds) {
    longest_ = std::max(longest_, milliseconds);
    for (; now >= end_; end_ += kFrame) {
      all_.push_back(longest_);
      if (now < end_ + kFrame) longest_ = 0;
    }
  }
  double p99() const {
    if (all_.empty()) return 0;
    auto sorted = all_;
    const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 99 / 100);
    std::nth_element(sorted.begin(), place, sorted.end());
    return *place;
  }

 private:
  static constexpr std::chrono::microseconds kFrame{16'667};
  std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + kFrame;
  double longest_ = 0;
  std::vector<double> all_;
};

/// How long the thread that made it was away from its event loop, beside a thread that has nothing to do:
/// what both miss is the machine's doing, the rest is ours.
class Heartbeat {
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kBeat{1};

 public:
  struct Gaps {
    double own = 0, work = 0, control = 0;  // milliseconds, the longest
    int over50 = 0, workOver50 = 0;
    double frameP99 = 0, controlFrameP99 = 0;
    double seconds = 0;
  };

  Heartbeat() : started_(Clock::now()), last_(started_) {
    beat_.setTimerType(Qt::PreciseTimer);
    QObject::connect(&beat_, &QTimer::timeout, &beat_, [this] { beat(); });
    beat_.start(kBeat);
    control_ = std::thread([this] {
      std::unique_lock lock(mutex_);
      for (auto last = Clock::now(); !ended_.wait_for(lock, kBeat, [this] { return done_; });) {
        const auto now = Clock::now();
        controlGap_ = std::max(controlGap_, now - last);
        controlFrames_.missed(now, milliseconds(now - last));
        last = now;
      }
    });
  }
  ~Heartbeat() { stop(); }

  Gaps stop() {
    if (control_.joinable()) {
      beat();
      beat_.stop();
      {
        const std::lock_guard lock(mutex_);
        done_ = true;
      }
      ended_.notify_one();
      control_.join();
    }
    Gaps gaps = gaps_;
    gaps.control = milliseconds(controlGap_);
    gaps.frameP99 = frames_.p99();
    gaps.controlFrameP99 = controlFrames_.p99();
    gaps.seconds = milliseconds(last_ - started_) / 1000;
    return gaps;
  }

 private:
  static double milliseconds(Clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
  }
  void beat() {
    constexpr double kStall = 50;
    const auto now = Clock::now();
    const double gap = milliseconds(now - last_), work = computed() - computed_;
    gaps_.own = std::max(gaps_.own, gap);
    frames_.missed(now, gap);
    gaps_.work = std::max(gaps_.work, work);
    if (gap > kStall) ++gaps_.over50;
    if (work > kStall) ++gaps_.workOver50;
    last_ = now;
    computed_ = computed();
  }

  Clock::time_point started_, last_;
  double computed_ = computed();
  Gaps gaps_;
  Clock::duration controlGap_{};
  Frames frames_, controlFrames_;
  QTimer beat_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
  std::thread control_;
};

}  // namespace heddle::bench
