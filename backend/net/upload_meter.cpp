// SPDX-License-Identifier: Apache-2.0
#include "backend/net/upload_meter.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace heddle::net {
namespace {

/// Of a chunk's size with its extensions, and of all trailers.
constexpr std::size_t kMostFraming = 16 * 1024;
constexpr std::uint64_t kHexBase = 16;

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

UploadMeter::UploadMeter(const Request& head, std::size_t limit) : budget_(limit) {
  chunked_ = head.header("transfer-encoding").has_value();
  if (chunked_) {
    state_ = State::more;
    begin(Place::size);
  } else if (const auto length = head.header("content-length")) {
    std::from_chars(length->data(), length->data() + length->size(), left_);
    if (left_ > 0) state_ = State::more;
  }
}

std::size_t UploadMeter::feed(std::string_view bytes) {
  const auto whole = bytes.size();
  while (!bytes.empty() && state_ == State::more) {
    if (place_ == Place::data) {
      takeData(bytes);
    } else {
      takeFraming(bytes.front());
      bytes.remove_prefix(1);
    }
  }
  return whole - bytes.size();
}

void UploadMeter::takeData(std::string_view& bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  bytes.remove_prefix(taken);
  left_ -= taken;
  if (left_ > 0) return;
  if (chunked_)
    begin(Place::dataEnd);
  else
    state_ = State::done;
}

void UploadMeter::begin(Place place) {
  place_ = place;
  framing_ = 0;
  digits_ = false;
  bare_ = true;
  if (place == Place::size) left_ = 0;
}

/// RFC 9112 §7.1. A line ends with CR LF; that a LF alone would do for some is no reason to let it pass.
void UploadMeter::takeFraming(char c) {
  if (++framing_ > kMostFraming) {
    state_ = State::malformed;
    return;
  }
  switch (place_) {
    case Place::size:
      return takeSize(c);
    case Place::extension:
      if (c == '\r') place_ = Place::sizeEnd;
      if (c == '\n') state_ = State::malformed;
      return;
    case Place::sizeEnd:
      return c == '\n' ? endSize() : void(state_ = State::malformed);
    case Place::dataEnd:
      if (c == '\n' && framing_ == 2) return begin(Place::size);
      if (c != '\r' || framing_ != 1) state_ = State::malformed;
      return;
    case Place::trailer:
      if (c == '\r')
        place_ = Place::trailerEnd;
      else
        bare_ = false;
      return;
    case Place::trailerEnd:
      if (c != '\n')
        state_ = State::malformed;
      else if (bare_)
        state_ = State::done;
      place_ = Place::trailer;
      bare_ = true;
      return;
    case Place::data:
      return;
  }
}

void UploadMeter::takeSize(char c) {
  const int digit = hexDigit(c);
  if (digit >= 0) {
    digits_ = true;
    if (left_ > std::numeric_limits<std::uint64_t>::max() / kHexBase) state_ = State::malformed;
    left_ = left_ * kHexBase + static_cast<std::uint64_t>(digit);
    return;
  }
  if (!digits_) state_ = State::malformed;
  if (c == '\r')
    place_ = Place::sizeEnd;
  else if (c == ';' || c == ' ' || c == '\t')
    place_ = Place::extension;
  else
    state_ = State::malformed;
}

void UploadMeter::endSize() {
  if (left_ == 0) return begin(Place::trailer);
  if (left_ > budget_) {
    state_ = State::tooLarge;
    return;
  }
  budget_ -= static_cast<std::size_t>(left_);
  place_ = Place::data;
}

}  // namespace heddle::net
