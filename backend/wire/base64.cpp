// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/base64.h"

#include <openssl/evp.h>

namespace heddle::wire {

std::string encodeBase64(std::string_view bytes) {
  // OpenSSL writes a closing NUL; the buffer has room for it until it is cut off.
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

}  // namespace heddle::wire
