// SPDX-License-Identifier: Apache-2.0
#include "backend/observe/log.h"

#include "backend/core/masking.h"

#include <atomic>
#include <cctype>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <memory>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace heddle::observe {
namespace {

// Plain globals: a process has one stderr. Set before any thread starts, read everywhere.
std::atomic<LogFormat> gFormat = LogFormat::text;
std::atomic<Level> gLeast = Level::info;

spdlog::logger& sink() {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made = std::make_shared<spdlog::logger>("heddle", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::trace);
    made->flush_on(spdlog::level::trace);
    return made;
  }();
  return *logger;
}

std::string_view word(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "info";
}

std::string shownWord(Level level, LogFormat format) {
  const std::string plain(word(level));
  if (format != LogFormat::coloured) return plain;
  constexpr const char* kGrey = "\x1b[90m";
  constexpr const char* kGreen = "\x1b[32m";
  constexpr const char* kYellow = "\x1b[33m";
  constexpr const char* kRed = "\x1b[31m";
  const char* colour = level == Level::debug     ? kGrey
                       : level == Level::info    ? kGreen
                       : level == Level::warning ? kYellow
                                                 : kRed;
  return colour + plain + "\x1b[0m";
}

std::string now() {
  const auto time = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  const auto micros =
      std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count() % 1'000'000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char date[24];
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
  char text[40];
  std::snprintf(text, sizeof text, "%s.%06ldZ", date, static_cast<long>(micros));
  return text;
}

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::string(text));
}

/// Text values stay bare when that cannot be misread; anything with blanks, quotes or controls is
/// JSON-quoted.
std::string bareOrQuoted(std::string_view text) {
  const bool bare =
      !text.empty() && text.find_first_of(" \"=\\") == std::string_view::npos &&
      std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  return bare ? std::string(text) : quoted(text);
}

std::string valueText(const Field& field, LogFormat format) {
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&field.value)) return *flag ? "true" : "false";
  if (const auto* real = std::get_if<double>(&field.value)) {
    if (!std::isfinite(*real)) return "null";
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", *real);
    return text;
  }
  const std::string_view raw = std::get<std::string_view>(field.value);
  const std::string shown = core::namesSecret(field.key) ? std::string(core::kMask) : core::maskSecrets(raw);
  return format == LogFormat::json ? quoted(shown) : bareOrQuoted(shown);
}

}  // namespace

void startLog(LogFormat format, Level least) {
  gFormat = format;
  gLeast = least;
}

bool isLogged(Level level) {
  return level >= gLeast.load();
}

Level parseLevel(std::string_view word) {
  std::string lower;
  for (unsigned char c : word)
    lower += static_cast<char>(std::tolower(c));
  if (lower == "debug" || lower == "trace") return Level::debug;
  if (lower == "warn" || lower == "warning") return Level::warning;
  if (lower == "error" || lower == "critical" || lower == "fatal") return Level::error;
  return Level::info;
}

std::string formatRecord(LogFormat format, Level level, std::string_view time, std::string_view message,
                         Fields fields) {
  std::string line;
  if (format == LogFormat::json) {
    line = "{\"time\":" + quoted(time) + ",\"level\":" + quoted(word(level)) +
           ",\"message\":" + quoted(core::maskSecrets(message));
    for (const Field& field : fields)
      line += "," + quoted(field.key) + ":" + valueText(field, format);
    return line + "}";
  }
  line = std::string(time) + " " + shownWord(level, format) + " " + core::maskSecrets(message);
  for (const Field& field : fields)
    line += " " + std::string(field.key) + "=" + valueText(field, format);
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';  // one record is one line, whatever the message holds
  }
  return line;
}

void log(Level level, std::string_view message, Fields fields) {
  if (!isLogged(level)) return;
  const std::string line = formatRecord(gFormat.load(), level, now(), message, fields);
  sink().log(spdlog::level::info, "{}", line);
}

}  // namespace heddle::observe
