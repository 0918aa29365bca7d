// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/sse.h"

#include <utility>

namespace heddle::wire {

std::vector<SseEvent> SseParser::feed(std::string_view bytes) {
  std::vector<SseEvent> out;
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (std::exchange(afterCr_, false) && bytes[at] == '\n') {
      ++at;
      continue;
    }
    const std::size_t end = bytes.find_first_of("\r\n", at);
    const std::size_t stop = end == std::string_view::npos ? bytes.size() : end;
    size_ += stop - at;
    if (size_ > maxEventBytes_) oversized_ = true;
    if (oversized_) {
      // Only whether the line is blank matters from here on.
      if (stop > at) line_.assign(1, ' ');
    } else {
      line_.append(bytes, at, stop - at);
    }
    if (end == std::string_view::npos) break;
    afterCr_ = bytes[end] == '\r';
    endLine(out);
    at = end + 1;
  }
  return out;
}

void SseParser::endLine(std::vector<SseEvent>& out) {
  const std::string line = std::exchange(line_, {});
  if (line.empty()) {
    if (oversized_) {
      ++dropped_;
    } else if (hasData_) {
      out.push_back(std::move(current_));
    }
    current_ = {};
    size_ = 0;
    hasData_ = oversized_ = false;
    return;
  }
  if (oversized_) return;
  if (line.front() == ':') {
    ++comments_;
    return;
  }
  const std::string_view view(line);
  const std::size_t colon = view.find(':');
  if (colon == std::string_view::npos) {
    takeField(view, {});
    return;
  }
  auto value = view.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  takeField(view.substr(0, colon), value);
}

void SseParser::takeField(std::string_view name, std::string_view value) {
  if (name == "data") {
    if (hasData_) current_.data += '\n';
    current_.data += value;
    hasData_ = true;
  } else if (name == "event") {
    current_.event = value;
  } else if (name == "id" && value.find('\0') == std::string_view::npos) {
    current_.id = value;
  }
}

}  // namespace heddle::wire
