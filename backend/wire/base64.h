// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace heddle::wire {

/// RFC 4648 §4, with padding.
std::string encodeBase64(std::string_view bytes);
/// The bytes, or nothing when the text is not of that form; the padding may be missing.
std::optional<std::string> decodeBase64(std::string_view text);

}  // namespace heddle::wire
