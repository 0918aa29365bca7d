// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace heddle::core {

/// A request of ours to somebody else's server.
struct HttpCall {
  std::string method = "POST";
  bool tls = false;
  std::string host;  // a name or an address, without brackets
  std::uint16_t port = 0;
  std::string target;  // path and query
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// Asked for each address the host has; the connection goes to one that was allowed, and is not looked up
  /// anew.
  std::function<bool(const std::string& address)> mayConnect;
  std::chrono::milliseconds patience{10'000};
};

struct HttpReply {
  int status = 0;  // 0: no answer
  std::optional<std::chrono::seconds> retryAfter;
  bool forbidden = false;  // none of the addresses was allowed
  std::string failure;
};

/// Who makes them. Implemented by net::HttpClient; I/O thread only.
class HttpCaller {
 public:
  virtual ~HttpCaller() = default;
  /// Follows no redirect. Failures are in the reply.
  virtual Task<HttpReply> call(HttpCall call) = 0;
};

}  // namespace heddle::core
