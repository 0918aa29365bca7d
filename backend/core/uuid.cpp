// SPDX-License-Identifier: Apache-2.0
#include "backend/core/uuid.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <mutex>
#include <random>

#include <boost/uuid/detail/sha1.hpp>

namespace heddle::core {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

int digitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool dashAt(std::size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

void stamp(Uuid& id, std::uint8_t version) {
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | (version << 4));
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
}

std::uint64_t randomBits() {
  // One generator per thread, seeded from the system: ids need no secrecy, only no collisions.
  thread_local std::mt19937_64 generator = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  return generator();
}

void putBigEndian(std::uint8_t* out, std::uint64_t value, int count) {
  for (int i = count - 1; i >= 0; --i) {
    out[i] = static_cast<std::uint8_t>(value);
    value >>= 8;
  }
}

/// Milliseconds and a 12-bit counter in one number that never repeats or falls within the process.
std::uint64_t nextTick() {
  static std::mutex mutex;
  static std::uint64_t last = 0;
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  const std::lock_guard lock(mutex);
  last = std::max(last + 1, static_cast<std::uint64_t>(now.count()) << 12);
  return last;
}

}  // namespace

const Uuid kAssistantSpace = *Uuid::parse("6ba7b821-9dad-11d1-80b4-00c04fd430c8");

bool Uuid::isNil() const {
  return std::all_of(bytes.begin(), bytes.end(), [](auto b) { return b == 0; });
}

std::string Uuid::text() const {
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
    out.push_back(kDigits[bytes[i] >> 4]);
    out.push_back(kDigits[bytes[i] & 0x0f]);
  }
  return out;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36 && text.size() != 32) return std::nullopt;
  Uuid id;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.size() == 36 && dashAt(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int digit = digitOf(text[i]);
    if (digit < 0) return std::nullopt;
    auto& byte = id.bytes[nibble / 2];
    byte = static_cast<std::uint8_t>(nibble % 2 == 0 ? digit << 4 : byte | digit);
    ++nibble;
  }
  return id;
}

Uuid Uuid::random() {
  Uuid id;
  putBigEndian(id.bytes.data(), randomBits(), 8);
  putBigEndian(id.bytes.data() + 8, randomBits(), 8);
  stamp(id, 4);
  return id;
}

Uuid Uuid::timeOrdered() {
  Uuid id;
  const auto tick = nextTick();
  putBigEndian(id.bytes.data(), tick >> 12, 6);
  putBigEndian(id.bytes.data() + 6, tick & 0x0fff, 2);
  putBigEndian(id.bytes.data() + 8, randomBits(), 8);
  stamp(id, 7);
  return id;
}

Uuid Uuid::named(const Uuid& space, std::string_view name) {
  boost::uuids::detail::sha1 hash;
  hash.process_bytes(space.bytes.data(), space.bytes.size());
  hash.process_bytes(name.data(), name.size());
  boost::uuids::detail::sha1::digest_type digest;
  hash.get_digest(digest);
  Uuid id;
  for (std::size_t word = 0; word < 4; ++word)
    putBigEndian(id.bytes.data() + word * 4, digest[word], 4);
  stamp(id, 5);
  return id;
}

}  // namespace heddle::core

std::size_t std::hash<heddle::core::Uuid>::operator()(const heddle::core::Uuid& id) const noexcept {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, id.bytes.data(), 8);
  std::memcpy(&low, id.bytes.data() + 8, 8);
  return static_cast<std::size_t>(high ^ (low * 0x9e3779b97f4a7c15ULL));
}
