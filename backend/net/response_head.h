// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/net/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::net {

enum class Framing {
  length,   // content-length
  chunked,  // HTTP/1.1 streams
  close,    // HTTP/1.0 streams: the body ends with the connection
  none,     // 1xx, 204, 304
};

struct HeadOptions {
  Framing framing = Framing::length;
  std::size_t length = 0;
  bool keepAlive = true;
  bool oldProtocol = false;  // HTTP/1.0 asked
};

std::string_view reasonPhrase(int status);

/// Status line and headers with the empty line that ends them. Header values lose CR, LF and NUL.
std::string responseHead(const Response& response, const std::vector<Header>& extra,
                         std::string_view requestId, const HeadOptions& options);

/// `{"detail": text}` with the text escaped.
std::string detailJson(std::string_view text);

}  // namespace heddle::net
