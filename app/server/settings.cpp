// SPDX-License-Identifier: Apache-2.0
#include "app/server/settings.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace heddle::server {
namespace {

std::string valueOf(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// Reads variables one after the other and keeps the first complaint.
class SettingsReader {
 public:
  void text(const char* name, std::string& into) {
    const std::string value = valueOf(name);
    if (!value.empty()) into = value;
  }

  void flag(const char* name, bool& into) {
    const std::string value = valueOf(name);
    if (value.empty()) return;
    if (value == "1" || value == "true" || value == "True" || value == "TRUE") {
      into = true;
    } else if (value == "0" || value == "false" || value == "False" || value == "FALSE") {
      into = false;
    } else {
      fail(name, value, "true or false");
    }
  }

  template <typename Number>
  void number(const char* name, Number least, Number most, Number& into) {
    const std::string value = valueOf(name);
    if (value.empty()) return;
    Number read{};
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), read);
    if (error != std::errc() || end != value.data() + value.size() || read < least || read > most) {
      fail(name, value, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
      return;
    }
    into = read;
  }

  void seconds(const char* name, std::int64_t most, std::chrono::seconds& into) {
    std::int64_t count = into.count();
    number<std::int64_t>(name, 0, most, count);
    into = std::chrono::seconds(count);
  }

  /// The keys themselves, or the path of the file that holds them.
  void keys(const char* name, std::string& into) {
    const std::string value = valueOf(name);
    if (value.empty()) return;
    into = value;
    if (value.front() == '/') {
      std::ifstream file(value);
      std::ostringstream text;
      text << file.rdbuf();
      into = text.str();
      if (!file && complaint_.empty()) complaint_ = std::string(name) + ": cannot read " + value;
    }
    if (into.find_first_not_of(", \t\r\n") == std::string::npos && complaint_.empty())
      complaint_ = std::string(name) + " is set but holds no key";
  }

  /// What names of Prometheus may begin with.
  void metricPrefix(const char* name, std::string& into) {
    const std::string value = valueOf(name);
    if (value.empty()) return;
    const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == ':'; };
    if (!std::all_of(value.begin(), value.end(), fits) || (value.front() >= '0' && value.front() <= '9'))
      fail(name, value, "of letters, digits, _ and :, with no digit first");
    into = value;
  }

  const std::string& complaint() const { return complaint_; }

 private:
  void fail(const char* name, const std::string& value, const std::string& takes) {
    if (complaint_.empty()) complaint_ = std::string(name) + " is \"" + value + "\" but must be " + takes;
  }

  std::string complaint_;
};

/// Colours are for a terminal whose user did not ask every program to go without (no-color.org).
observe::LogFormat logFormat(bool json, bool colour) {
  if (json) return observe::LogFormat::json;
  const char* plain = std::getenv("NO_COLOR");
  const bool wanted = colour && (plain == nullptr || *plain == '\0');
  return wanted && ::isatty(STDERR_FILENO) == 1 ? observe::LogFormat::coloured : observe::LogFormat::text;
}

}  // namespace

core::Result<Settings> readSettings() {
  Settings settings;
  SettingsReader reader;
  reader.text("LOG_LEVEL", settings.logLevel);
  bool json = false, colour = true;
  reader.flag("LOG_JSON", json);
  reader.flag("LOG_COLOR", colour);
  settings.logFormat = logFormat(json, colour);
  reader.number<std::size_t>("HTTP_MAX_REQUEST_BODY_BYTES", 1024, std::size_t{16} << 30, settings.bodyLimit);
  reader.text("CORS_ALLOW_ORIGINS", settings.corsOrigins);
  reader.text("MOUNT_PREFIX", settings.mountPrefix);
  reader.keys("HEDDLE_API_KEYS", settings.apiKeys);
  reader.text("REDIS_KEY_PREFIX", settings.redisKeyPrefix);
  reader.number("N_JOBS_PER_WORKER", 1, 1000, settings.jobsPerWorker);
  reader.number("BG_JOB_MAX_RETRIES", 0, 100, settings.maxRetries);
  reader.number<std::int64_t>("HEDDLE_RUNNER_MEMORY_SOFT_MB", 0, 1 << 24, settings.runnerMemorySoftMb);
  reader.number<std::int64_t>("HEDDLE_RUNNER_MEMORY_HARD_MB", 0, 1 << 24, settings.runnerMemoryHardMb);
  reader.seconds("BG_JOB_TIMEOUT_SECS", std::int64_t{10} * 365 * 86400, settings.runTimeout);
  reader.seconds("BG_JOB_SHUTDOWN_GRACE_PERIOD_SECS", 3600, settings.shutdownGrace);
  reader.seconds("RESUMABLE_STREAM_TTL_SECONDS", 86400, settings.resumableStreamTtl);
  reader.number<std::int64_t>("LSD_PROTOCOL_V2_BUFFER_SIZE", 1, 1 << 28, settings.protocolEvents);
  reader.number("LANGGRAPH_POSTGRES_POOL_MAX_SIZE", 4, 100'000, settings.postgresSessions);
  reader.metricPrefix("METRIC_PREFIX", settings.metricPrefix);
  reader.flag("LSD_PROM_METRICS_ENABLED", settings.scrapePortOn);
  reader.number<std::uint16_t>("LSD_PROM_METRICS_PORT", 0, 65535, settings.scrapePort);
  if (!reader.complaint().empty()) return core::Error{core::ErrorCode::invalid, reader.complaint()};
  return settings;
}

}  // namespace heddle::server
