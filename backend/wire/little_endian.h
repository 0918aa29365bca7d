// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace heddle::wire {

template <typename T>
void putLittleEndian(std::string& out, T value) {
  auto bits = static_cast<std::make_unsigned_t<T>>(value);
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(bits & 0xffU)));
    if constexpr (sizeof(T) > 1) bits = static_cast<std::make_unsigned_t<T>>(bits >> 8U);
  }
}

/// The caller has checked that `at + sizeof(T)` bytes are there.
template <typename T>
T getLittleEndian(std::string_view bytes, std::size_t at) {
  std::make_unsigned_t<T> value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) {
    const auto byte = static_cast<unsigned char>(bytes[at + i]);
    if constexpr (sizeof(T) > 1) value = static_cast<std::make_unsigned_t<T>>(value << 8U);
    value = static_cast<std::make_unsigned_t<T>>(value | byte);
  }
  return static_cast<T>(value);
}

}  // namespace heddle::wire
