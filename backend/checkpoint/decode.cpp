// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/decode.h"

#include "backend/checkpoint/constructor.h"
#include "backend/checkpoint/stored_json.h"

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
  if (type == "msgpack" || type == "json") {
    auto value = type == "json" ? readStoredJson(bytes, limits.depth) : decodeMsgpack(bytes, limits);
    if (value.has_error()) return unreadable(Readability::broken, value.error().message);
    return decoded(type == "json" ? interpretConstructors(std::move(*value)) : std::move(*value));
  }
  if (type == "bytes" || type == "bytearray") {
    Value raw = Value::ofBytes(std::string(bytes));
    raw.setHint(std::string(type));
    return decoded(std::move(raw));
  }
  if (type == "pickle")
    return unreadable(Readability::opaque, "Python pickle, never read: it could run code");
  return unreadable(Readability::opaque, "unknown serializer tag");
}

/// `<tag>+<cipher>`; only the stock cipher is known, and only with a key.
DecodedValue decodeEncrypted(std::string_view type, std::size_t plus, std::string_view bytes,
                             DecodeLimits limits, const AesKey* key) {
  const auto cipher = type.substr(plus + 1);
  std::string note = "encrypted with " + std::string(cipher);
  if (cipher != "aes" || key == nullptr) return unreadable(Readability::encrypted, std::move(note));
  const auto plain = key->decrypt(bytes);
  if (plain.has_error()) return unreadable(Readability::encrypted, note + ": " + plain.error().message);
  return decodeByTag(type.substr(0, plus), *plain, limits);
}

}  // namespace

DecodedValue decodeBlob(std::string_view type, std::string_view bytes, DecodeLimits limits,
                        const AesKey* key) {
  const auto plus = type.find('+');
  DecodedValue out = plus == std::string_view::npos ? decodeByTag(type, bytes, limits)
                                                    : decodeEncrypted(type, plus, bytes, limits, key);
  out.type = type;
  out.bytes = bytes.size();
  if (out.readability != Readability::decoded && out.readability != Readability::empty) {
    out.digest = digestHex(bytes);
    out.head = hexPreview(bytes);
  }
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
