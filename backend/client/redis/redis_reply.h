// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::client {

/// One RESP2 reply as a value.
struct RedisReply {
  enum class Kind { nil, text, status, error, integer, array };
  Kind kind = Kind::nil;
  std::string text;  // text, status, error
  std::int64_t integer = 0;
  std::vector<RedisReply> items;

  bool isError() const { return kind == Kind::error; }
};

}  // namespace heddle::client
