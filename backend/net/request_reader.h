// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/net/message.h"

#include <cstddef>
#include <memory>
#include <string_view>

namespace heddle::net {

/// Makes one request out of bytes as they come; no I/O. What it does not consume must be offered again,
/// followed by what came since: a head is consumed at once or not at all.
class RequestReader {
 public:
  enum class State { head, body, done, malformed, headTooLarge, bodyTooLarge };
  struct Limits {
    std::size_t head = 64 * 1024;
    std::size_t body = 300 * 1024 * 1024;
  };

  explicit RequestReader(Limits limits);
  ~RequestReader();

  /// Answers how many bytes were consumed. Stops when the head has ended, so that the caller can look at it.
  std::size_t feed(std::string_view bytes);
  State state() const { return state_; }
  /// Head only: the client waits for "100 Continue" before it sends the body.
  bool expectsContinue() const;
  bool keepAlive() const;
  bool oldProtocol() const;  // HTTP/1.0
  /// The request without body, peer and id. From the end of the head on.
  Request head() const;
  /// The same with its body. After `done`, or after a head that was refused for its body's size.
  Request take();

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  State state_ = State::head;
};

}  // namespace heddle::net
