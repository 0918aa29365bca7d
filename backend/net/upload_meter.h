// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/net/message.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heddle::net {

/// Follows the body of a request that passes by, whose bytes nobody keeps: where it ends, and whether it
/// grows beyond a limit. Knows what Content-Length and chunks say; no I/O.
class UploadMeter {
 public:
  enum class State { more, done, tooLarge, malformed };

  /// `head` is well-formed, and its Content-Length was held against the limit already.
  UploadMeter(const Request& head, std::size_t limit);

  /// Answers how many of the bytes are the upload's. What follows it is not.
  std::size_t feed(std::string_view bytes);
  State state() const { return state_; }

 private:
  enum class Place { data, size, extension, sizeEnd, dataEnd, trailer, trailerEnd };

  void takeData(std::string_view& bytes);
  void takeFraming(char c);
  void takeSize(char c);
  void endSize();
  void begin(Place place);

  State state_ = State::done;
  bool chunked_ = false;
  Place place_ = Place::data;
  std::uint64_t left_ = 0;   // of the body, or of the chunk
  std::size_t budget_ = 0;   // bytes of content that may still come in chunks
  std::size_t framing_ = 0;  // of the size line or the trailers so far
  bool digits_ = false;      // the size has some
  bool bare_ = true;         // the trailer's line is empty so far
};

}  // namespace heddle::net
