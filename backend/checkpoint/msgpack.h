// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/wire/value.h"

#include <cstddef>
#include <string_view>

namespace heddle::checkpoint {

/// Bounds for data nobody vouches for. Lengths are checked against the bytes that are there before anything
/// is allocated, so a hostile header costs nothing.
struct DecodeLimits {
  std::size_t depth = 200;
  std::size_t values = 4'000'000;
};

/// MessagePack as LangGraph's JsonPlusSerializer writes it (langgraph-checkpoint, serde/jsonplus.py;
/// storage.md D.2). Nothing is instantiated or executed: an extension becomes its fields with `module.Name`
/// as hint.
///  - map keys that are no strings become their text, of long ones the beginning and a digest; the map's hint
///    says so
///  - secrets (pydantic SecretStr, SecretBytes) come out masked
///  - an extension that cannot be read stays bytes, hint `ext <code>`
/// Errors: invalid (truncated or malformed, with offset), tooLarge (a limit).
core::Result<wire::Value> decodeMsgpack(std::string_view bytes, DecodeLimits limits = {});

}  // namespace heddle::checkpoint
