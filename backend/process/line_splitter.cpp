// SPDX-License-Identifier: Apache-2.0
#include "backend/process/line_splitter.h"

#include <utility>

namespace heddle::process {
namespace {

std::string_view withoutReturn(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace

void LineSplitter::feed(std::string_view bytes, const std::function<void(std::string_view)>& onLine) {
  while (!bytes.empty()) {
    const std::size_t room = kCap - rest_.size();
    const std::size_t newline = bytes.substr(0, room + 1).find('\n');
    if (newline != std::string_view::npos) {
      rest_.append(bytes.substr(0, newline));
      bytes.remove_prefix(newline + 1);
      onLine(withoutReturn(rest_));
      rest_.clear();
      continue;
    }
    const std::size_t taken = std::min(room, bytes.size());
    rest_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    // A full piece waits for one more byte: the newline may be it.
    if (rest_.size() == kCap && !bytes.empty()) {
      onLine(rest_);
      rest_.clear();
    }
  }
}

void LineSplitter::finish(const std::function<void(std::string_view)>& onLine) {
  if (rest_.empty()) return;
  const std::string last = std::exchange(rest_, {});
  onLine(withoutReturn(last));
}

bool LineBudget::take(std::chrono::steady_clock::time_point now) {
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    used_ = 0;
  }
  if (used_ < limit_) {
    ++used_;
    return true;
  }
  ++dropped_;
  return false;
}

std::int64_t LineBudget::takeDropped(std::chrono::steady_clock::time_point now) {
  if (dropped_ == 0 || now - second_ < std::chrono::seconds(1)) return 0;
  return std::exchange(dropped_, 0);
}

}  // namespace heddle::process
