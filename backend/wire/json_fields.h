// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <string>
#include <string_view>
#include <vector>

/// Cuts JSON text into the texts of its parts without touching them: key order, number text and escapes of a
/// value survive. The text must already be valid JSON as a whole (Postgres and our own encoders make it so);
/// of broken text it says so or yields a broken part, and never reads outside.
namespace heddle::wire {

struct JsonField {
  std::string key;         // unescaped
  std::string_view value;  // text of the value, without blanks around it
};

/// Error: not an object.
core::Result<std::vector<JsonField>> objectFields(std::string_view json);
/// Error: not an array.
core::Result<std::vector<std::string_view>> arrayItems(std::string_view json);
/// Text of the last field of that name (as JSON readers take it), empty when there is none or `json` is no
/// object.
std::string_view fieldText(std::string_view json, std::string_view key);

/// The contents of a JSON string literal, or empty when the text is not one.
std::string stringFromJson(std::string_view literal);
/// A JSON string literal of UTF-8 text.
std::string jsonString(std::string_view text);

}  // namespace heddle::wire
