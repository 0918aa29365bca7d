// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace heddle::fuzz {

/// The input as a row of choices: a generator that asks it makes structured data, and what the fuzzer changes
/// in the bytes changes the structure. An input that is used up answers zeros.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : bytes_(reinterpret_cast<const char*>(data), size) {}

  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  std::size_t below(std::size_t bound) { return byte() % bound; }
  bool empty() const { return bytes_.empty(); }
  std::string text(std::size_t most) {
    const auto part = bytes_.substr(0, below(most + 1));
    bytes_.remove_prefix(part.size());
    return std::string(part);
  }
  std::string_view rest() const { return bytes_; }
  template <std::size_t N>
  const char* oneOf(const char* const (&words)[N]) {
    return words[below(N)];
  }

 private:
  std::string_view bytes_;
};

/// A broken promise is a crash to the fuzzer.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

}  // namespace heddle::fuzz
