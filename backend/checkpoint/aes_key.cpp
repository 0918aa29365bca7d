// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/aes_key.h"

#include <array>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace heddle::checkpoint {
namespace {

constexpr std::size_t kBlock = 16;
using Block = std::array<unsigned char, kBlock>;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string cipherName(const std::string& key, const char* mode) {
  return "AES-" + std::to_string(key.size() * 8) + "-" + mode;
}

/// EAX's OMAC: CMAC over a block that holds `tweak`, then the bytes.
bool omac(const std::string& key, unsigned char tweak, std::string_view bytes, Block& out) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> kind(EVP_MAC_fetch(nullptr, "CMAC", nullptr),
                                                               EVP_MAC_free);
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> mac(EVP_MAC_CTX_new(kind.get()),
                                                                      EVP_MAC_CTX_free);
  auto name = cipherName(key, "CBC");
  const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, name.data(), 0),
                              OSSL_PARAM_construct_end()};
  Block prefix{};
  prefix[kBlock - 1] = tweak;
  std::size_t length = 0;
  return mac && EVP_MAC_init(mac.get(), raw(key), key.size(), parameters.data()) == 1 &&
         EVP_MAC_update(mac.get(), prefix.data(), prefix.size()) == 1 &&
         EVP_MAC_update(mac.get(), raw(bytes), bytes.size()) == 1 &&
         EVP_MAC_final(mac.get(), out.data(), &length, out.size()) == 1 && length == kBlock;
}

bool counterMode(const std::string& key, const Block& start, std::string_view bytes, std::string& out) {
  const std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> kind(
      EVP_CIPHER_fetch(nullptr, cipherName(key, "CTR").c_str(), nullptr), EVP_CIPHER_free);
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> cipher(EVP_CIPHER_CTX_new(),
                                                                               EVP_CIPHER_CTX_free);
  out.resize(bytes.size());
  int written = 0;
  return kind && cipher &&
         EVP_DecryptInit_ex2(cipher.get(), kind.get(), raw(key), start.data(), nullptr) == 1 &&
         EVP_DecryptUpdate(cipher.get(), reinterpret_cast<unsigned char*>(out.data()), &written, raw(bytes),
                           static_cast<int>(bytes.size())) == 1 &&
         written == static_cast<int>(bytes.size());
}

}  // namespace

core::Result<std::shared_ptr<const AesKey>> AesKey::make(std::string text) {
  if (text.size() == 16 || text.size() == 24 || text.size() == 32) {
    // Copied once and wiped: moving a short text would leave it behind as well.
    std::shared_ptr<const AesKey> key(new AesKey(text));
    OPENSSL_cleanse(text.data(), text.size());
    return key;
  }
  OPENSSL_cleanse(text.data(), text.size());
  return core::invalid("An AES key has 16, 24 or 32 bytes.");
}

AesKey::~AesKey() {
  OPENSSL_cleanse(key_.data(), key_.size());
}

core::Result<std::string> AesKey::decrypt(std::string_view sealed) const {
  if (sealed.size() < 2 * kBlock || sealed.size() > (std::size_t{1} << 30))
    return core::invalid("no nonce and tag in front of the ciphertext");
  const auto tag = sealed.substr(kBlock, kBlock);
  const auto ciphertext = sealed.substr(2 * kBlock);
  Block nonce, header, body;
  if (!omac(key_, 0, sealed.substr(0, kBlock), nonce) || !omac(key_, 1, {}, header) ||
      !omac(key_, 2, ciphertext, body)) {
    return core::invalid("OpenSSL has no CMAC");
  }
  Block expected;
  for (std::size_t i = 0; i < kBlock; ++i)
    expected[i] = nonce[i] ^ header[i] ^ body[i];
  if (CRYPTO_memcmp(expected.data(), tag.data(), kBlock) != 0) return core::invalid("the key does not fit");
  std::string plain;
  if (!counterMode(key_, nonce, ciphertext, plain)) return core::invalid("OpenSSL has no counter mode");
  return plain;
}

}  // namespace heddle::checkpoint
