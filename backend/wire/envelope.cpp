// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/envelope.h"

#include "backend/wire/little_endian.h"

#include <algorithm>
#include <cassert>

#include <zstd.h>

namespace heddle::wire {
namespace {

constexpr std::uint8_t kEnvelopeVersion = 1;
constexpr std::uint8_t kCompressed = 1, kEnd = 2, kChunk = 4;
constexpr std::size_t kFlagsAt = 1, kThreadAt = 2, kRunAt = 18, kFenceAt = 34, kAttemptAt = 42, kFirstAt = 46,
                      kLastAt = 54, kChunkAt = 62, kChunksAt = 66, kHeaderBytes = 70;
constexpr std::size_t kCompressAbove = 4 * 1024;
constexpr std::size_t kPayloadLimit = 256 * 1024 * 1024;
constexpr std::uint32_t kChunkLimit = kPayloadLimit / kEnvelopeChunk;

core::Error broken(const char* what) {
  return {core::ErrorCode::invalid, std::string("not an event envelope: ") + what};
}

void putUuid(std::string& out, const core::Uuid& id) {
  for (const auto byte : id.bytes)
    out.push_back(static_cast<char>(byte));
}

core::Uuid getUuid(std::string_view bytes, std::size_t at) {
  core::Uuid id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i)
    id.bytes[i] = static_cast<std::uint8_t>(bytes[at + i]);
  return id;
}

std::uint8_t flagsOf(std::string_view bytes) {
  return static_cast<std::uint8_t>(bytes[kFlagsAt]);
}

std::string payloadOf(const std::vector<EnvelopeEvent>& events) {
  std::string out;
  for (const auto& event : events) {
    assert(event.mode.size() <= 0xff && event.ns.size() <= 0xffff);
    out.push_back(static_cast<char>(event.mode.size()));
    out.append(event.mode);
    putLittleEndian<std::uint16_t>(out, static_cast<std::uint16_t>(event.ns.size()));
    out.append(event.ns);
    putLittleEndian<std::int64_t>(out, event.at.count());
    putLittleEndian<std::uint32_t>(out, static_cast<std::uint32_t>(event.json.size()));
    out.append(event.json);
  }
  return out;
}

/// Empty when compressing gains nothing.
std::string compressed(std::string_view payload) {
  std::string out(ZSTD_compressBound(payload.size()), '\0');
  const auto size = ZSTD_compress(out.data(), out.size(), payload.data(), payload.size(), 1);
  if (ZSTD_isError(size) != 0 || size >= payload.size()) return {};
  out.resize(size);
  return out;
}

core::Result<std::string> decompressed(std::string_view payload) {
  const auto size = ZSTD_getFrameContentSize(payload.data(), payload.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kPayloadLimit)
    return broken("its compressed size is missing or too large");
  std::string out(size, '\0');
  const auto got = ZSTD_decompress(out.data(), out.size(), payload.data(), payload.size());
  if (ZSTD_isError(got) != 0 || got != size) return broken("its compressed part is damaged");
  return out;
}

/// Takes `count` bytes off the front; false when there are fewer.
bool takeBytes(std::string_view& rest, std::size_t count, std::string_view& taken) {
  if (rest.size() < count) return false;
  taken = rest.substr(0, count);
  rest.remove_prefix(count);
  return true;
}

bool takeEvent(std::string_view& rest, EnvelopeEvent& event) {
  std::string_view bytes;
  if (!takeBytes(rest, 1, bytes)) return false;
  if (!takeBytes(rest, getLittleEndian<std::uint8_t>(bytes, 0), bytes)) return false;
  event.mode = bytes;
  if (!takeBytes(rest, 2, bytes)) return false;
  if (!takeBytes(rest, getLittleEndian<std::uint16_t>(bytes, 0), bytes)) return false;
  event.ns = bytes;
  if (!takeBytes(rest, 12, bytes)) return false;
  event.at = std::chrono::microseconds(getLittleEndian<std::int64_t>(bytes, 0));
  if (!takeBytes(rest, getLittleEndian<std::uint32_t>(bytes, 8), bytes)) return false;
  event.json = bytes;
  return true;
}

core::Result<void> readPayload(std::string_view payload, Envelope& envelope) {
  while (!payload.empty()) {
    EnvelopeEvent event;
    if (!takeEvent(payload, event)) return broken("it ends inside an event");
    envelope.events.push_back(std::move(event));
  }
  const auto further = static_cast<std::uint64_t>(envelope.lastN - envelope.firstN);
  if (envelope.events.empty() || envelope.events.size() - 1 != further)
    return broken("the numbers do not match the events");
  return {};
}

core::Result<Envelope> readWhole(std::string_view bytes) {
  Envelope envelope;
  envelope.thread.value = getUuid(bytes, kThreadAt);
  envelope.run.value = getUuid(bytes, kRunAt);
  envelope.fence = getLittleEndian<std::int64_t>(bytes, kFenceAt);
  envelope.attempt = getLittleEndian<std::int32_t>(bytes, kAttemptAt);
  envelope.firstN = getLittleEndian<std::int64_t>(bytes, kFirstAt);
  envelope.lastN = getLittleEndian<std::int64_t>(bytes, kLastAt);
  envelope.end = (flagsOf(bytes) & kEnd) != 0;
  if (envelope.firstN < 0 || envelope.lastN < envelope.firstN) return broken("its numbers run backwards");
  const auto payload = bytes.substr(kHeaderBytes);
  core::Result<void> read = {};
  if ((flagsOf(bytes) & kCompressed) != 0) {
    auto plain = decompressed(payload);
    if (!plain) return plain.error();
    read = readPayload(*plain, envelope);
  } else {
    read = readPayload(payload, envelope);
  }
  if (!read) return read.error();
  return envelope;
}

}  // namespace

std::string encodeEnvelope(const Envelope& envelope) {
  auto payload = payloadOf(envelope.events);
  std::uint8_t flags = envelope.end ? kEnd : std::uint8_t{0};
  if (payload.size() > kCompressAbove) {
    auto smaller = compressed(payload);
    if (!smaller.empty()) {
      payload = std::move(smaller);
      flags = static_cast<std::uint8_t>(flags | kCompressed);
    }
  }
  std::string out;
  out.reserve(kHeaderBytes + payload.size());
  out.push_back(static_cast<char>(kEnvelopeVersion));
  out.push_back(static_cast<char>(flags));
  putUuid(out, envelope.thread.value);
  putUuid(out, envelope.run.value);
  putLittleEndian<std::int64_t>(out, envelope.fence);
  putLittleEndian<std::int32_t>(out, envelope.attempt);
  putLittleEndian<std::int64_t>(out, envelope.firstN);
  putLittleEndian<std::int64_t>(out, envelope.lastN);
  putLittleEndian<std::uint32_t>(out, 0);
  putLittleEndian<std::uint32_t>(out, 1);
  out.append(payload);
  return out;
}

std::vector<std::string> cutEnvelope(std::string whole) {
  std::vector<std::string> pieces;
  if (whole.size() <= kEnvelopeLimit) {
    pieces.push_back(std::move(whole));
    return pieces;
  }
  const auto payload = std::string_view(whole).substr(kHeaderBytes);
  const auto count = static_cast<std::uint32_t>((payload.size() + kEnvelopeChunk - 1) / kEnvelopeChunk);
  for (std::uint32_t index = 0; index < count; ++index) {
    std::string piece = whole.substr(0, kChunkAt);
    piece[kFlagsAt] = static_cast<char>(static_cast<std::uint8_t>(flagsOf(whole) | kChunk));
    putLittleEndian<std::uint32_t>(piece, index);
    putLittleEndian<std::uint32_t>(piece, count);
    piece.append(payload.substr(index * kEnvelopeChunk, kEnvelopeChunk));
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

core::Result<std::optional<Envelope>> EnvelopeReader::read(std::string_view bytes) {
  using Answer = std::optional<Envelope>;
  if (bytes.size() < kHeaderBytes) return broken("it is shorter than the header");
  if (static_cast<std::uint8_t>(bytes[0]) != kEnvelopeVersion) return broken("its version is not known");
  if ((flagsOf(bytes) & kChunk) == 0) {
    auto whole = readWhole(bytes);
    if (!whole) return whole.error();
    return Answer(std::move(*whole));
  }
  const auto index = getLittleEndian<std::uint32_t>(bytes, kChunkAt);
  const auto count = getLittleEndian<std::uint32_t>(bytes, kChunksAt);
  if (index >= count || count > kChunkLimit) return broken("its chunk numbers make no sense");
  const auto same = [this](std::string_view other) {
    return std::string_view(unfinished_).substr(0, kChunkAt) == other.substr(0, kChunkAt);
  };
  if (index == 0) {
    unfinished_.assign(bytes);
    nextChunk_ = 1;
  } else if (index == nextChunk_ && same(bytes)) {
    unfinished_.append(bytes.substr(kHeaderBytes));
    ++nextChunk_;
  } else {
    unfinished_.clear();
    nextChunk_ = 0;
    return Answer();
  }
  if (nextChunk_ < count) return Answer();
  auto whole = readWhole(unfinished_);
  unfinished_.clear();
  nextChunk_ = 0;
  if (!whole) return whole.error();
  return Answer(std::move(*whole));
}

}  // namespace heddle::wire
