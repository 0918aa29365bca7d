// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/run_service.h"

#include <charconv>

namespace heddle::jobs {
namespace {

bool readNumber(std::string_view text, std::int64_t& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc() && end == text.data() + text.size() && into >= 0;
}

}  // namespace

std::string EventId::text() const {
  return std::to_string(fence) + "-" + std::to_string(n);
}

std::optional<EventId> EventId::parse(std::string_view text) {
  if (text == "-1" || text == "-") return EventId{};
  const auto dash = text.find('-');
  EventId id;
  if (dash == std::string_view::npos || !readNumber(text.substr(0, dash), id.fence) ||
      !readNumber(text.substr(dash + 1), id.n))
    return std::nullopt;
  return id;
}

}  // namespace heddle::jobs
