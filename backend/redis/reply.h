// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;

namespace heddle::redis {

/// One RESP2 reply.
struct Reply {
  enum class Kind { nil, integer, text, error, array } kind = Kind::nil;
  std::int64_t integer = 0;
  std::string text;  // also the sentence of an error
  std::vector<Reply> items;

  bool isError() const { return kind == Kind::error; }
};

/// Bytes of one command, as an array of bulk strings.
std::string formatCommand(const std::vector<std::string_view>& arguments);

/// hiredis' reader, owning its replies. Takes bytes in any portions.
class ReplyReader {
 public:
  ReplyReader();
  void feed(std::string_view bytes);
  /// The next whole reply, nothing yet, or an error after which the connection is useless.
  core::Result<std::optional<Reply>> next();

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };
  std::unique_ptr<redisReader, Free> reader_;
};

}  // namespace heddle::redis
