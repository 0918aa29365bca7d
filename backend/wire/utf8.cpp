// SPDX-License-Identifier: Apache-2.0
#include "backend/wire/utf8.h"

namespace heddle::wire {
namespace {

unsigned byteAt(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool within(unsigned byte, unsigned low, unsigned high) {
  return byte >= low && byte <= high;
}

}  // namespace

std::size_t utf8Length(std::string_view text, std::size_t at) {
  const unsigned a = byteAt(text, at);
  if (a < 0x80) return at < text.size() ? 1 : 0;
  const unsigned b = byteAt(text, at + 1);
  if (within(a, 0xc2, 0xdf)) return within(b, 0x80, 0xbf) ? 2 : 0;
  const bool third = within(byteAt(text, at + 2), 0x80, 0xbf);
  if (within(a, 0xe0, 0xef)) {
    const unsigned low = a == 0xe0 ? 0xa0 : 0x80;
    const unsigned high = a == 0xed ? 0x9f : 0xbf;
    return third && within(b, low, high) ? 3 : 0;
  }
  if (within(a, 0xf0, 0xf4)) {
    const unsigned low = a == 0xf0 ? 0x90 : 0x80;
    const unsigned high = a == 0xf4 ? 0x8f : 0xbf;
    return third && within(b, low, high) && within(byteAt(text, at + 3), 0x80, 0xbf) ? 4 : 0;
  }
  return 0;
}

bool isUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8Length(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

std::string repairUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8Length(text, i);
    if (length == 0) {
      out += "\xef\xbf\xbd";
      ++i;
    } else {
      out.append(text, i, length);
      i += length;
    }
  }
  return out;
}

}  // namespace heddle::wire
