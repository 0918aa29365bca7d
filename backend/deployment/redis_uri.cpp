// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/redis_uri.h"

#include "backend/deployment/percent.h"
#include "backend/deployment/redis_parameters.h"

#include <optional>

namespace heddle::deployment {
namespace {

/// The pieces of the text as Python's urlparse cuts them; all still encoded.
struct Pieces {
  std::string scheme;
  std::string_view userinfo, hostPort, path, query;
};

std::optional<Pieces> cut(std::string_view text) {
  const auto separator = text.find("://");
  if (separator == std::string_view::npos) return std::nullopt;
  Pieces pieces;
  pieces.scheme = lowered(text.substr(0, separator));
  auto rest = text.substr(separator + 3);
  rest = rest.substr(0, rest.find('#'));
  if (const auto question = rest.find('?'); question != std::string_view::npos) {
    pieces.query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  const auto slash = rest.find('/');
  const auto authority = rest.substr(0, slash);
  if (slash != std::string_view::npos) pieces.path = rest.substr(slash);
  const auto at = authority.rfind('@');
  if (at != std::string_view::npos) pieces.userinfo = authority.substr(0, at);
  pieces.hostPort = at == std::string_view::npos ? authority : authority.substr(at + 1);
  return pieces;
}

/// Empty: fine. Otherwise the sentence of what is wrong.
std::string readHostPort(std::string_view hostPort, RedisTarget& target) {
  std::string_view host = hostPort;
  std::string_view port;
  if (hostPort.starts_with('[')) {
    const auto close = hostPort.find(']');
    if (close == std::string_view::npos)
      return "The IPv6 address of the Redis URI is not closed; write it as [::1].";
    host = hostPort.substr(1, close - 1);
    const auto after = hostPort.substr(close + 1);
    if (!after.empty() && after.front() != ':') return "After the ] of the Redis URI only :port may follow.";
    if (!after.empty()) port = after.substr(1);
  } else if (const auto colon = hostPort.rfind(':'); colon != std::string_view::npos) {
    host = hostPort.substr(0, colon);
    port = hostPort.substr(colon + 1);
  }
  if (!host.empty()) target.host = lowered(percentDecoded(host));
  if (port.empty()) return {};
  const auto number = wholeNumber(port);
  if (!number || *number < 1 || *number > 65535)
    return "The port of the Redis URI is not a number from 1 to 65535.";
  target.port = static_cast<std::uint16_t>(*number);
  return {};
}

void readUserinfo(std::string_view userinfo, RedisTarget& target) {
  const auto colon = userinfo.find(':');
  const auto user = percentDecoded(userinfo.substr(0, colon));
  if (!user.empty()) target.username = user;
  if (colon == std::string_view::npos) return;
  const auto password = percentDecoded(userinfo.substr(colon + 1));
  if (!password.empty()) target.password = password;
}

/// `/3` and `//3/` mean database 3; anything else is ignored by redis-py, which deserves a word.
void readPathDatabase(std::string_view path, RedisTarget& target) {
  std::string digits;
  for (const char c : percentDecoded(path)) {
    if (c != '/') digits.push_back(c);
  }
  if (digits.empty()) return;
  if (const auto number = wholeNumber(digits); number && *number >= 0 && *number <= kMostDatabases) {
    target.database = static_cast<int>(*number);
  } else {
    target.warnings.push_back("The path of the Redis URI is not a number, so database 0 is used.");
  }
}

std::optional<RedisTransport> transportOf(std::string_view scheme) {
  if (scheme == "redis") return RedisTransport::tcp;
  if (scheme == "rediss") return RedisTransport::tls;
  if (scheme == "unix") return RedisTransport::unixSocket;
  return std::nullopt;
}

std::string login(const RedisTarget& target) {
  return target.username.empty() ? std::string() : percentEncoded(target.username) + "@";
}

}  // namespace

std::string RedisTarget::redacted() const {
  if (transport == RedisTransport::unixSocket) {
    return "unix://" + login(*this) + percentEncoded(path, "/") +
           (database == 0 ? std::string() : "?db=" + std::to_string(database));
  }
  const bool six = host.find(':') != std::string::npos;
  std::string out = transport == RedisTransport::tls ? "rediss://" : "redis://";
  out += login(*this) + (six ? "[" + host + "]" : percentEncoded(host)) + ":" + std::to_string(port) + "/" +
         std::to_string(database);
  char joint = '?';
  const auto add = [&](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    out += joint + std::string(name) + "=" + percentEncoded(value, "/");
    joint = '&';
  };
  add("ssl_ca_certs", caFile);
  add("ssl_certfile", certificateFile);
  add("ssl_keyfile", keyFile);
  if (certificateCheck != CertificateCheck::required) {
    add("ssl_cert_reqs", certificateCheck == CertificateCheck::none ? "none" : "optional");
  }
  if (!checkHostname) add("ssl_check_hostname", "false");
  return out;
}

core::Result<RedisTarget> parseRedis(std::string_view text) {
  const auto pieces = cut(trimmed(text));
  if (!pieces) return core::invalid("A Redis URI begins with redis://, rediss:// or unix://.");
  RedisTarget target;
  if (pieces->scheme == "redis+sentinel") {
    return core::invalid(
        "Sentinel addresses are not supported yet; give the address of the master as redis://host:port.");
  }
  const auto transport = transportOf(pieces->scheme);
  if (!transport) return core::invalid("A Redis URI begins with redis://, rediss:// or unix://.");
  target.transport = *transport;

  const bool local = target.transport == RedisTransport::unixSocket;
  if (local) {
    target.path = percentDecoded(pieces->path);
    if (target.path.empty())
      return core::invalid("A unix:// URI needs the path of the socket, as in unix:///run/redis.sock.");
  } else {
    if (auto wrong = readHostPort(pieces->hostPort, target); !wrong.empty())
      return core::invalid(std::move(wrong));
    readPathDatabase(pieces->path, target);
  }
  // The query's db wins over the path; the userinfo wins over the query.
  if (auto wrong = applyRedisQuery(pieces->query, target); !wrong.empty())
    return core::invalid(std::move(wrong));
  readUserinfo(pieces->userinfo, target);
  return target;
}

}  // namespace heddle::deployment
