// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace heddle::process {

/// Cuts bytes into lines without their newline (and without a carriage return before it). A line above the
/// cap is given out in pieces of the cap, so memory stays bounded and nothing is lost.
class LineSplitter {
 public:
  static constexpr std::size_t kCap = 64 * 1024;

  void feed(std::string_view bytes, const std::function<void(std::string_view)>& onLine);
  /// The last line of a stream that ended without newline.
  void finish(const std::function<void(std::string_view)>& onLine);

 private:
  std::string rest_;
};

/// At most `limit` lines in each second; the caller says afterwards how many were dropped.
class LineBudget {
 public:
  explicit LineBudget(std::int64_t limit) : limit_(limit) {}

  bool take(std::chrono::steady_clock::time_point now);
  /// Lines dropped since the last call, told once their second is over.
  std::int64_t takeDropped(std::chrono::steady_clock::time_point now);

 private:
  std::int64_t limit_;
  std::chrono::steady_clock::time_point second_{};
  std::int64_t used_ = 0, dropped_ = 0;
};

}  // namespace heddle::process
