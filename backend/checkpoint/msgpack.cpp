// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/msgpack.h"

#include "backend/checkpoint/decode.h"
#include "backend/checkpoint/extension.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <utility>

#include <boost/endian/conversion.hpp>

namespace heddle::checkpoint {
namespace {

using wire::Value;

/// Bytes of a key that is no text itself, as JSON.
constexpr std::size_t kMostKeyText = 256;

/// Nested headers that each claim all the bytes that are left would otherwise reserve many times the blob's
/// size.
constexpr std::size_t kTrustedCount = 1024;

/// Thrown and caught inside this file only: the reader is recursive and every level can fail.
struct Failure {
  core::Error error;
};

class Reader {
 public:
  Reader(std::string_view bytes, std::size_t depth, std::size_t& budget)
      : bytes_(bytes), trusted_(std::min(bytes.size(), budget)), depth_(depth), budget_(budget) {}

  Value readAll() {
    Value value = read();
    if (at_ != bytes_.size()) fail("trailing bytes");
    return value;
  }

 private:
  Value read() {
    if (budget_ == 0) throw Failure{{core::ErrorCode::tooLarge, "more values than the limit allows"}};
    --budget_;
    const auto tag = static_cast<unsigned char>(take(1)[0]);
    if (tag <= 0x7f) return Value::ofInt(tag);
    if (tag >= 0xe0) return Value::ofInt(static_cast<signed char>(tag));
    if (tag <= 0x8f) return readMap(tag & 0x0f);
    if (tag <= 0x9f) return readArray(tag & 0x0f);
    if (tag <= 0xbf) return readString(tag & 0x1f);
    return readTagged(tag);
  }

  /// Tags of one kind stand in a row, each with twice the width of the one before.
  Value readTagged(unsigned char tag) {
    if (tag == 0xcb) return real(std::bit_cast<double>(number(8)));
    const auto width = [tag](int first, int least = 1) {
      return static_cast<std::size_t>(least) << (tag - first);
    };
    if (tag >= 0xde) return readMap(number(width(0xde, 2)));
    if (tag >= 0xdc) return readArray(number(width(0xdc, 2)));
    if (tag >= 0xd9) return readString(number(width(0xd9)));
    if (tag >= 0xd4) return readExtension(width(0xd4));
    if (tag >= 0xd0) return Value::ofInt(signedNumber(width(0xd0)));
    if (tag >= 0xcc) return Value::ofUnsigned(number(width(0xcc)));
    if (tag == 0xca) return real(std::bit_cast<float>(static_cast<std::uint32_t>(number(4))));
    if (tag >= 0xc7) return readExtension(number(width(0xc7)));
    if (tag >= 0xc4) return readBytes(number(width(0xc4)));
    if (tag == 0xc1) fail("unknown tag");
    return tag == 0xc0 ? Value() : Value::ofBool(tag == 0xc3);
  }

  /// JSON has no word for NaN and the infinities: they are text, and the hint tells them from text.
  static Value real(double number) {
    Value value = Value::ofDouble(number);
    if (value.isString()) value.setHint("float");
    return value;
  }

  Value readString(std::size_t length) { return Value::ofString(std::string(take(length))); }
  Value readBytes(std::size_t length) { return Value::ofBytes(std::string(take(length))); }

  Value readArray(std::size_t count) {
    enter(count);
    Value::Array items;
    items.reserve(std::min(count, kTrustedCount));
    for (std::size_t i = 0; i < count; ++i) {
      if (i == kTrustedCount) items.reserve(room(count));
      items.push_back(read());
    }
    ++depth_;
    return Value::ofArray(std::move(items));
  }

  Value readMap(std::size_t count) {
    enter(count * 2);
    Value::Object members;
    bool foreignKeys = false;
    members.reserve(std::min(count, kTrustedCount));
    for (std::size_t i = 0; i < count; ++i) {
      if (i == kTrustedCount) members.reserve(room(count));
      Value key = read();
      foreignKeys = foreignKeys || !key.isString();
      std::string name = key.isString() ? std::move(key.string()) : keyText(key);
      members.emplace_back(std::move(name), read());
    }
    ++depth_;
    Value map = Value::ofObject(std::move(members));
    if (foreignKeys) map.setHint("map, keys not all text");
    return map;
  }

  /// Long text ends in its digest: a key within a key within a key doubles its escapes with each level.
  static std::string keyText(const Value& key) {
    if (key.kind() == Value::Kind::number) return key.numberText();
    std::string text = wire::writeJson(key);
    if (text.size() <= kMostKeyText) return text;
    std::size_t end = kMostKeyText;
    while ((static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
      --end;  // not within a character
    return text.substr(0, end) + "… " + digestHex(text);
  }

  Value readExtension(std::size_t length) {
    const auto code = static_cast<std::int8_t>(take(1)[0]);
    const std::string_view payload = take(length);
    if (depth_ == 0) throw Failure{{core::ErrorCode::tooLarge, "nested deeper than the limit allows"}};
    try {
      Reader inner(payload, depth_ - 1, budget_);
      return interpretExtension(code, inner.readAll());
    } catch (const Failure& failure) {
      if (failure.error.code == core::ErrorCode::tooLarge) throw;
      Value raw = Value::ofBytes(std::string(payload));
      raw.setHint("ext " + std::to_string(code));
      return raw;
    }
  }

  /// Every value takes a byte at least: a longer container than there are bytes left is a lie.
  void enter(std::size_t values) {
    if (values > bytes_.size() - at_) fail("length beyond the end");
    if (depth_ == 0) throw Failure{{core::ErrorCode::tooLarge, "nested deeper than the limit allows"}};
    --depth_;
  }

  /// How many values to make room for once a container has shown that it holds kTrustedCount. All of them
  /// together get no more than one for each byte of the whole, which is what honest ones need.
  std::size_t room(std::size_t count) {
    const auto given = std::min(count, trusted_);
    trusted_ -= given;
    return given;
  }

  std::uint64_t number(std::size_t width) {
    std::uint64_t value = 0;
    const auto part = take(width);
    if (width == 8) {  // of nearly every vector
      std::memcpy(&value, part.data(), sizeof value);
      return boost::endian::big_to_native(value);
    }
    for (const char c : part)
      value = (value << 8) | static_cast<unsigned char>(c);
    return value;
  }

  std::int64_t signedNumber(std::size_t width) {
    const auto above = 64 - 8 * width;
    return static_cast<std::int64_t>(number(width) << above) >> above;
  }

  std::string_view take(std::size_t count) {
    if (count > bytes_.size() - at_) fail("truncated");
    const auto part = bytes_.substr(at_, count);
    at_ += count;
    return part;
  }

  [[noreturn]] void fail(const char* what) const {
    throw Failure{
        {core::ErrorCode::invalid, "not valid MessagePack at byte " + std::to_string(at_) + ": " + what}};
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::size_t trusted_;  // values that room may still be made for
  std::size_t depth_;
  std::size_t& budget_;
};

}  // namespace

core::Result<wire::Value> decodeMsgpack(std::string_view bytes, DecodeLimits limits) {
  std::size_t budget = limits.values;
  try {
    return Reader(bytes, limits.depth, budget).readAll();
  } catch (const Failure& failure) {
    return failure.error;
  }
}

}  // namespace heddle::checkpoint
