// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace heddle::checkpoint {

/// A key that somebody gave for this session, to read what LangGraph's EncryptedSerializer wrote. Held in
/// memory only and wiped with its owner; it cannot be read back. Any thread.
class AesKey {
 public:
  /// The text of LANGGRAPH_AES_KEY: 16, 24 or 32 bytes. `text` is wiped. Errors: invalid.
  static core::Result<std::shared_ptr<const AesKey>> make(std::string text);

  ~AesKey();
  AesKey(const AesKey&) = delete;
  AesKey& operator=(const AesKey&) = delete;

  /// AES-EAX with the stock layout, nonce 16, tag 16, then the ciphertext (storage.md D.5). Errors: invalid
  /// when the bytes are too short or the tag says that key or data are other ones; nothing of such a text is
  /// handed out.
  core::Result<std::string> decrypt(std::string_view sealed) const;

 private:
  explicit AesKey(std::string key) : key_(std::move(key)) {}
  std::string key_;
};

}  // namespace heddle::checkpoint
