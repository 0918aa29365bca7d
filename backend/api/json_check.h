// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace heddle::api {

constexpr std::size_t kJsonDepth = 512;

/// Where `text` stops being one JSON document (RFC 8259, UTF-8, nested at most kJsonDepth deep); nothing when
/// it is one. Requests are checked once by this, so that everybody behind may cut and pass on parts unparsed.
/// Lone surrogate escapes are let through: JavaScript sends them, and jsonb writes repair them.
std::optional<std::size_t> firstJsonError(std::string_view text);

}  // namespace heddle::api
