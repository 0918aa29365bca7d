// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/wire/value.h"

#include <cstddef>
#include <string_view>

namespace heddle::checkpoint {

/// JSON as serializers store it, which is more than JSON: Python writes NaN, Infinity and lone surrogates.
/// The former become text with the hint `float`, the latter U+FFFD. Errors: invalid (with the offset),
/// tooLarge.
core::Result<wire::Value> readStoredJson(std::string_view bytes, std::size_t depth);

}  // namespace heddle::checkpoint
