// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/aes_key.h"
#include "backend/checkpoint/msgpack.h"
#include "backend/wire/value.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace heddle::checkpoint {

/// How far a stored value could be read. Everything but `decoded` and `empty` is shown as a card with its
/// type, size, digest and the first bytes, never as an error dialog.
enum class Readability {
  decoded,
  empty,      // tag `empty`, or nothing stored
  encrypted,  // tag `<tag>+<cipher>`
  opaque,     // pickle (never read) or a tag we do not know
  broken,     // our tag, but not its format; `note` says where
};

struct DecodedValue {
  Readability readability = Readability::empty;
  wire::Value value;
  std::string type;  // the serializer's tag
  std::string note;  // why it is not decoded, or how it came to be; one phrase
  std::size_t bytes = 0;
  std::string digest, head;  // of bytes that could not be read: SHA-256, and the first ones as hexadecimal
};

/// Reads one blob of checkpoint_blobs or checkpoint_writes by its type tag (storage.md D.1). Pure; any
/// thread. With a `key` values of the cipher `aes` are decrypted; one that does not fit leaves them
/// encrypted.
DecodedValue decodeBlob(std::string_view type, std::string_view bytes, DecodeLimits limits = {},
                        const AesKey* key = nullptr);

/// SHA-256 of the bytes, hexadecimal: tells two unreadable blobs apart.
std::string digestHex(std::string_view bytes);
/// The first `limit` bytes as hexadecimal pairs.
std::string hexPreview(std::string_view bytes, std::size_t limit = 64);

}  // namespace heddle::checkpoint
