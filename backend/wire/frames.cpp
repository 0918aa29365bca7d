// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/frames.h"

#include "backend/wire/little_endian.h"

#include <cassert>

namespace heddle::wire {
namespace {

constexpr std::uint8_t kFrameVersion = 1;
constexpr std::uint16_t kMore = 1;
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kCountedHeaderBytes = kFrameHeaderBytes - kLengthBytes;
constexpr std::size_t kUnfinishedBodies = 4096;

}  // namespace

void appendFrame(std::string& out, FrameKind kind, std::uint32_t channel, std::string_view body, bool more) {
  assert(body.size() <= kFrameBodyLimit);
  putLittleEndian<std::uint32_t>(out, static_cast<std::uint32_t>(kCountedHeaderBytes + body.size()));
  out.push_back(static_cast<char>(kFrameVersion));
  out.push_back(static_cast<char>(kind));
  putLittleEndian<std::uint16_t>(out, more ? kMore : std::uint16_t{0});
  putLittleEndian<std::uint32_t>(out, channel);
  out.append(body);
}

void appendMessage(std::string& out, FrameKind kind, std::uint32_t channel, std::string_view body) {
  assert(body.size() <= kBodyLimit);
  while (body.size() > kFrameBodyLimit) {
    appendFrame(out, kind, channel, body.substr(0, kFrameBodyLimit), true);
    body.remove_prefix(kFrameBodyLimit);
  }
  appendFrame(out, kind, channel, body, false);
}

core::Error FrameDecoder::fail(std::string message) {
  failure_ = std::move(message);
  return core::Error{core::ErrorCode::invalid, failure_};
}

core::Result<void> FrameDecoder::feed(std::string_view bytes, std::vector<Message>& out) {
  if (!failure_.empty()) return core::Error{core::ErrorCode::invalid, failure_};
  // Whole frames are read in place; only the torn one at the end is copied.
  std::string joined;
  if (!rest_.empty()) {
    joined = std::move(rest_);
    rest_.clear();
    joined.append(bytes);
    bytes = joined;
  }
  while (true) {
    auto taken = takeFrame(bytes, out);
    if (!taken) return taken.error();
    if (*taken == 0) break;
    bytes.remove_prefix(*taken);
  }
  rest_.assign(bytes);
  return {};
}

core::Result<std::size_t> FrameDecoder::takeFrame(std::string_view bytes, std::vector<Message>& out) {
  if (bytes.size() < kLengthBytes) return std::size_t{0};
  const auto length = getLittleEndian<std::uint32_t>(bytes, 0);
  if (length < kCountedHeaderBytes) return fail("a frame says it is shorter than its own header");
  if (length > kCountedHeaderBytes + kFrameBodyLimit)
    return fail("a frame of " + std::to_string(length) + " bytes is above the limit of 256 KiB");
  if (bytes.size() < kFrameHeaderBytes) return std::size_t{0};
  const auto version = static_cast<std::uint8_t>(bytes[4]);
  if (version != kFrameVersion) return fail("frame version " + std::to_string(version) + " is not known");
  const auto kind = static_cast<std::uint8_t>(bytes[5]);
  if (kind == 0 || kind > kLastFrameKind) return fail("frame kind " + std::to_string(kind) + " is not known");
  if (bytes.size() < kLengthBytes + length) return std::size_t{0};
  const bool more = (getLittleEndian<std::uint16_t>(bytes, 6) & kMore) != 0;
  const Key key{getLittleEndian<std::uint32_t>(bytes, 8), static_cast<FrameKind>(kind)};
  const auto body = bytes.substr(kFrameHeaderBytes, length - kCountedHeaderBytes);
  auto taken = takeBody(key, more, body, out);
  if (!taken) return taken.error();
  return kLengthBytes + length;
}

core::Result<void> FrameDecoder::takeBody(Key key, bool more, std::string_view body,
                                          std::vector<Message>& out) {
  auto begun = unfinished_.find(key);
  const std::size_t before = begun == unfinished_.end() ? 0 : begun->second.size();
  if (before + body.size() > kBodyLimit) return fail("a body is above the limit of 128 MiB");
  if (!more) {
    Message message{key.second, key.first, {}};
    if (begun != unfinished_.end()) {
      message.body = std::move(begun->second);
      unfinishedBytes_ -= before;
      unfinished_.erase(begun);
    }
    message.body.append(body);
    out.push_back(std::move(message));
    return {};
  }
  if (unfinishedBytes_ + body.size() > kUnfinishedLimit) return fail("too many bytes in unfinished bodies");
  if (begun == unfinished_.end()) {
    if (unfinished_.size() >= kUnfinishedBodies) return fail("too many unfinished bodies");
    begun = unfinished_.try_emplace(key).first;
  }
  begun->second.append(body);
  unfinishedBytes_ += body.size();
  return {};
}

}  // namespace heddle::wire
