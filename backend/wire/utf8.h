// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace heddle::wire {

/// Bytes of the well-formed character at `at` (RFC 3629: no surrogates, no overlong forms), or 0.
std::size_t utf8Length(std::string_view text, std::size_t at);
bool isUtf8(std::string_view text);
/// Each byte that is part of no character becomes U+FFFD.
std::string repairUtf8(std::string_view text);

}  // namespace heddle::wire
