// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/redis_parameters.h"

#include "backend/deployment/percent.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <set>

namespace heddle::deployment {
namespace {

enum class Kind { text, whole, real, flag, ignored };

struct Parameter {
  std::string_view name;
  Kind kind;
};

// redis-py's names with their casts, then those only go-redis knows; the union is accepted.
constexpr std::array kParameters{
    Parameter{"db", Kind::whole},
    Parameter{"socket_read_size", Kind::whole},
    Parameter{"max_connections", Kind::whole},
    Parameter{"health_check_interval", Kind::whole},
    Parameter{"ssl_min_version", Kind::whole},
    Parameter{"protocol", Kind::whole},
    Parameter{"socket_timeout", Kind::real},
    Parameter{"socket_connect_timeout", Kind::real},
    Parameter{"timeout", Kind::real},
    Parameter{"socket_keepalive", Kind::flag},
    Parameter{"retry_on_timeout", Kind::flag},
    Parameter{"ssl_check_hostname", Kind::flag},
    Parameter{"legacy_responses", Kind::flag},
    Parameter{"decode_responses", Kind::flag},
    Parameter{"username", Kind::text},
    Parameter{"password", Kind::text},
    Parameter{"client_name", Kind::text},
    Parameter{"ssl_cert_reqs", Kind::text},
    Parameter{"ssl_ca_certs", Kind::text},
    Parameter{"ssl_certfile", Kind::text},
    Parameter{"ssl_keyfile", Kind::text},
    Parameter{"retry_on_error", Kind::ignored},
    Parameter{"ssl_include_verify_flags", Kind::ignored},
    Parameter{"ssl_exclude_verify_flags", Kind::ignored},
    Parameter{"ssl_ca_path", Kind::ignored},
    Parameter{"ssl_ca_data", Kind::ignored},
    Parameter{"ssl_password", Kind::ignored},
    Parameter{"ssl_ciphers", Kind::ignored},
    Parameter{"ssl_validate_ocsp", Kind::ignored},
    Parameter{"encoding", Kind::ignored},
    Parameter{"encoding_errors", Kind::ignored},
    Parameter{"lib_name", Kind::ignored},
    Parameter{"lib_version", Kind::ignored},
    Parameter{"max_retries", Kind::ignored},
    Parameter{"min_retry_backoff", Kind::ignored},
    Parameter{"max_retry_backoff", Kind::ignored},
    Parameter{"dial_timeout", Kind::ignored},
    Parameter{"read_timeout", Kind::ignored},
    Parameter{"write_timeout", Kind::ignored},
    Parameter{"pool_fifo", Kind::ignored},
    Parameter{"pool_size", Kind::ignored},
    Parameter{"pool_timeout", Kind::ignored},
    Parameter{"min_idle_conns", Kind::ignored},
    Parameter{"max_idle_conns", Kind::ignored},
    Parameter{"max_active_conns", Kind::ignored},
    Parameter{"conn_max_idle_time", Kind::ignored},
    Parameter{"conn_max_lifetime", Kind::ignored},
    Parameter{"skip_verify", Kind::flag},
};

const Parameter* find(std::string_view name) {
  for (const auto& parameter : kParameters) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

std::optional<double> realNumber(const std::string& text) {
  if (text.empty()) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end != text.c_str() + text.size() || value < 0) return std::nullopt;
  return value;
}

/// redis-py's rule: 0, F, FALSE, N, NO in any case are false, everything else is true.
bool flag(std::string_view text) {
  const auto word = lowered(text);
  return !(word == "0" || word == "f" || word == "false" || word == "n" || word == "no");
}

std::chrono::milliseconds milliseconds(double seconds) {
  constexpr double kMost = 24.0 * 3600.0;
  return std::chrono::milliseconds(static_cast<long long>((seconds < kMost ? seconds : kMost) * 1000.0));
}

void applyText(std::string_view name, const std::string& value, RedisTarget& target) {
  if (name == "username") target.username = value;
  if (name == "password") target.password = value;
  if (name == "client_name") target.clientName = value;
  if (name == "ssl_ca_certs") target.caFile = value;
  if (name == "ssl_certfile") target.certificateFile = value;
  if (name == "ssl_keyfile") target.keyFile = value;
}

std::string applyCertificateCheck(const std::string& value, RedisTarget& target) {
  const auto word = lowered(value);
  if (word == "required" || word == "cert_required")
    target.certificateCheck = CertificateCheck::required;
  else if (word == "optional" || word == "cert_optional")
    target.certificateCheck = CertificateCheck::optional;
  else if (word == "none" || word == "cert_none")
    target.certificateCheck = CertificateCheck::none;
  else
    return "The Redis parameter ssl_cert_reqs takes none, optional or required.";
  return {};
}

std::string applyOne(const Parameter& parameter, const std::string& value, RedisTarget& target) {
  const std::string name(parameter.name);
  if (parameter.kind == Kind::whole) {
    const auto number = wholeNumber(value);
    if (!number) return "The Redis parameter " + name + " takes a whole number.";
    if (name == "db" && (*number < 0 || *number > kMostDatabases)) {
      return "The Redis database number must lie between 0 and " + std::to_string(kMostDatabases) + ".";
    }
    if (name == "db") target.database = static_cast<int>(*number);
  } else if (parameter.kind == Kind::real) {
    const auto number = realNumber(value);
    if (!number) return "The Redis parameter " + name + " takes a number of seconds.";
    if (name == "socket_connect_timeout") target.connectTimeout = milliseconds(*number);
    if (name == "socket_timeout") target.readTimeout = milliseconds(*number);
  } else if (parameter.kind == Kind::flag) {
    if (name == "ssl_check_hostname") target.checkHostname = flag(value);
    if (name == "skip_verify" && flag(value)) target.certificateCheck = CertificateCheck::none;
  } else if (name == "ssl_cert_reqs") {
    return applyCertificateCheck(value, target);
  } else if (parameter.kind == Kind::text) {
    applyText(name, value, target);
  }
  return {};
}

}  // namespace

std::optional<long long> wholeNumber(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string applyRedisQuery(std::string_view query, RedisTarget& target) {
  std::set<std::string> seen;
  for (const auto& [encodedName, encodedValue] : queryParts(query)) {
    const auto name = formDecoded(encodedName);
    const auto value = formDecoded(encodedValue);
    if (value.empty() || !seen.insert(name).second) continue;
    const auto* parameter = find(name);
    if (parameter == nullptr) {
      const bool plain = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == std::string::npos;
      target.warnings.push_back(plain && name.size() <= 32
                                    ? "The Redis parameter " + name + " is unknown and has no effect."
                                    : "An unknown Redis parameter has no effect.");
      continue;
    }
    if (parameter->name.starts_with("ssl_") && target.transport != RedisTransport::tls) {
      target.warnings.push_back("The Redis parameter " + name + " only works with rediss://.");
      continue;
    }
    if (auto wrong = applyOne(*parameter, value, target); !wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace heddle::deployment
