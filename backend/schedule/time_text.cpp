// SPDX-License-Identifier: Apache-2.0
#include "backend/schedule/time_text.h"

#include <array>
#include <date/date.h>
#include <sstream>

namespace heddle::schedule {

std::optional<Microseconds> timeFromText(const std::string& text) {
  static constexpr std::array<const char*, 4> kForms{"%FT%TZ", "%FT%T%Ez", "%FT%T", "%F %T%Ez"};
  for (const char* form : kForms) {
    std::istringstream in(text);
    Microseconds time;
    in >> date::parse(form, time);
    if (!in.fail() && in.peek() == std::istringstream::traits_type::eof()) return time;
  }
  return std::nullopt;
}

}  // namespace heddle::schedule
