// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace heddle::observe {

enum class Level { debug, info, warning, error };
/// `coloured` is text for a terminal: the level's word stands out.
enum class LogFormat { text, coloured, json };

/// One key and value of a log line. Holds views: build it in the call that logs.
/// Values of keys that name a secret (password, token, api_key …) are written as ***, and so are passwords
/// inside URIs, whatever the key.
struct Field {
  std::string_view key;
  std::variant<std::string_view, std::int64_t, double, bool> value;

  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
  Field(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  Field(std::string_view k, bool v) : key(k), value(v) {}
  Field(std::string_view k, std::integral auto v) : key(k), value(static_cast<std::int64_t>(v)) {}
  Field(std::string_view k, std::floating_point auto v) : key(k), value(static_cast<double>(v)) {}
};
using Fields = std::initializer_list<Field>;

/// Where and how the process logs: one line per record on stderr. Call once, before anything logs; without it
/// lines are text at level info.
void startLog(LogFormat format, Level least);
bool isLogged(Level level);

/// `message` is a fixed sentence; what varies belongs into the fields. Safe from any thread.
void log(Level level, std::string_view message, Fields fields = {});

inline void debug(std::string_view message, Fields fields = {}) {
  log(Level::debug, message, fields);
}
inline void info(std::string_view message, Fields fields = {}) {
  log(Level::info, message, fields);
}
inline void warning(std::string_view message, Fields fields = {}) {
  log(Level::warning, message, fields);
}
inline void error(std::string_view message, Fields fields = {}) {
  log(Level::error, message, fields);
}

/// LOG_LEVEL's words in either case (warn and warning, critical counts as error); anything else is info.
Level parseLevel(std::string_view word);

/// The text of one record without time and newline: what log() writes. Pure; for tests and the access log.
std::string formatRecord(LogFormat format, Level level, std::string_view time, std::string_view message,
                         Fields fields);

}  // namespace heddle::observe
