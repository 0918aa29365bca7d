// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace heddle::redis {

/// Where a Redis is and how to greet it. The password never goes into a message or a log.
struct Endpoint {
  std::string host = "127.0.0.1";
  std::uint16_t port = 6379;
  std::string socketPath;  // not empty: a Unix socket instead of host and port
  bool tls = false;
  bool verifyPeer = true, checkHostname = true;
  std::string caFile;  // empty: the system's authorities
  std::string certificateFile,
      keyFile;  // ours, where Redis asks for one; a key within the certificate's file may be left out
  std::string user, password;
  int database = 0;
  std::string keyPrefix = "heddle:";
  std::chrono::milliseconds connectTimeout{2000}, commandTimeout{2000};
};

}  // namespace heddle::redis
