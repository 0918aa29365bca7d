// SPDX-License-Identifier: Apache-2.0
// Reads `schedule<TAB>zone<TAB>seconds<TAB>count` and prints the next `count` fires after that time, in
// seconds since 1970, on one line: `never` when there is none, `invalid …` when it is no schedule.
#include "backend/schedule/next_fire.h"

#include <iostream>
#include <string>

int main() {
  using heddle::schedule::CronSchedule;
  std::string text, zone, after, count;
  while (std::getline(std::cin, text, '\t') && std::getline(std::cin, zone, '\t') &&
         std::getline(std::cin, after, '\t') && std::getline(std::cin, count)) {
    const auto schedule = CronSchedule::parse(text);
    if (!schedule) {
      std::cout << "invalid " << schedule.error().message << '\n';
      continue;
    }
    std::optional<std::chrono::sys_seconds> time{std::chrono::seconds(std::stoll(after))};
    std::string line;
    for (int i = std::stoi(count); i > 0 && time; --i) {
      time = heddle::schedule::nextFire(*schedule, zone, *time);
      if (!line.empty()) line += ' ';
      line += time ? std::to_string(time->time_since_epoch().count()) : "never";
    }
    std::cout << line << '\n';
  }
}
