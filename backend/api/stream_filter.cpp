// SPDX-License-Identifier: Apache-2.0
#include "backend/api/stream_filter.h"

#include <algorithm>

namespace heddle::api {

bool isProtocolEvent(std::string_view event) {
  return event.starts_with("protocol:");
}

StreamFilter StreamFilter::ofCreation(std::vector<std::string> modes) {
  StreamFilter filter;
  filter.modes_ = std::move(modes);
  return filter;
}

StreamFilter StreamFilter::ofJoin(std::vector<std::string> modes) {
  StreamFilter filter;
  filter.modes_ = std::move(modes);
  filter.joins_ = true;
  return filter;
}

bool StreamFilter::passes(std::string_view event, std::string_view data) const {
  if (isProtocolEvent(event)) return false;
  if (modes_.empty()) return true;
  const auto mode = event.substr(0, event.find('|'));
  if (mode == "metadata" || mode == "error" || mode == "feedback") return true;
  const auto asked = [&](std::string_view word) {
    return std::find(modes_.begin(), modes_.end(), word) != modes_.end();
  };
  if (mode.starts_with("messages")) {
    if (joins_) return asked("messages") || asked("messages-tuple");
    return asked(mode == "messages" ? "messages-tuple" : "messages");
  }
  if (asked(mode)) return true;
  return mode == "updates" && data.starts_with("{\"__interrupt__\"");
}

}  // namespace heddle::api
