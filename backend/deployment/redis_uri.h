// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::deployment {

enum class RedisTransport { tcp, tls, unixSocket };
enum class CertificateCheck { required, optional, none };

/// Where a Redis is and how to log in. Holds the password: never print it whole.
struct RedisTarget {
  RedisTransport transport = RedisTransport::tcp;
  std::string host = "localhost";
  std::uint16_t port = 6379;
  std::string path;  // of the socket; only with unixSocket
  std::string username, password;
  int database = 0;
  std::string clientName;
  std::chrono::milliseconds connectTimeout{5000};
  std::chrono::milliseconds readTimeout{5000};
  // rediss only
  CertificateCheck certificateCheck = CertificateCheck::required;
  bool checkHostname = true;
  std::string caFile, certificateFile, keyFile;
  std::vector<std::string> warnings;  // sentences, without secrets

  /// A URI that leads to the same place without password: fit for lists, logs and profiles.
  std::string redacted() const;
};

/// Reads `redis://`, `rediss://` and `unix://` by redis-py's rules; parameters go-redis knows are accepted
/// too, others are told in `warnings`. Errors: invalid (scheme, port, a value that does not fit its
/// parameter).
core::Result<RedisTarget> parseRedis(std::string_view text);

}  // namespace heddle::deployment
