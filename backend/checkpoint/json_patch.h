// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/diff.h"
#include "backend/core/result.h"
#include "backend/wire/value.h"

#include <string>
#include <string_view>

namespace heddle::checkpoint {

/// The difference as an RFC 6902 document: applied to A it gives B. Types alone (hints) are not JSON and not
/// in it; bytes stand as {"__bytes__": "<base64>"}.
wire::Value patchOf(const Diff& diff);

/// Applies a patch of `add`, `remove` and `replace`. Errors: invalid (no such place, another operation).
core::Result<wire::Value> applyPatch(wire::Value value, const wire::Value& patch);

/// `/messages/3/content`, with ~ and / of `name` escaped as RFC 6901 says.
std::string pointerStep(std::string_view name);

}  // namespace heddle::checkpoint
