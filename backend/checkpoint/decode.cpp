// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/decode.h"

#include "backend/checkpoint/constructor.h"

#include <algorithm>
#include <utility>

#include <openssl/evp.h>

namespace heddle::checkpoint {
namespace {

using wire::Value;

DecodedValue unreadable(Readability readability, std::string note) {
  DecodedValue out;
  out.readability = readability;
  out.note = std::move(note);
  return out;
}

DecodedValue decoded(Value value) {
  DecodedValue out;
  out.readability = Readability::decoded;
  out.value = std::move(value);
  return out;
}

DecodedValue decodeByTag(std::string_view type, std::string_view bytes, DecodeLimits limits) {
  if (type == "empty") return {};
  if (type == "null") return decoded({});
  if (const auto plus = type.find('+'); plus != std::string_view::npos) {
    return unreadable(Readability::encrypted, "encrypted with " + std::string(type.substr(plus + 1)));
  }
  if (type == "msgpack" || type == "json") {
    auto value =
        type == "json" ? wire::parseJson(bytes, {.depth = limits.depth}) : decodeMsgpack(bytes, limits);
    if (value.has_error()) return unreadable(Readability::broken, value.error().message);
    return decoded(type == "json" ? interpretConstructors(std::move(*value)) : std::move(*value));
  }
  if (type == "bytes" || type == "bytearray") return decoded(Value::ofBytes(std::string(bytes)));
  if (type == "pickle")
    return unreadable(Readability::opaque, "Python pickle, never read: it could run code");
  return unreadable(Readability::opaque, "unknown serializer tag");
}

}  // namespace

DecodedValue decodeBlob(std::string_view type, std::string_view bytes, DecodeLimits limits) {
  DecodedValue out = decodeByTag(type, bytes, limits);
  out.type = type;
  out.bytes = bytes.size();
  return out;
}

std::string digestHex(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr);
  return hexPreview({reinterpret_cast<const char*>(digest), length}, length);
}

std::string hexPreview(std::string_view bytes, std::size_t limit) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes.substr(0, std::min(limit, bytes.size()))) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0x0f];
  }
  return out;
}

}  // namespace heddle::checkpoint
