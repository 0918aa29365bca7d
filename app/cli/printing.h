// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/list_json.h"
#include "backend/wire/value.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::cli {

using query::textValue;
using query::timeValue;

/// One line of JSON to stdout.
void printJson(const wire::Value& value);

/// Columns padded to their widest cell; the last one is not padded.
void printTable(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows);

/// Local time, to the second, for people.
std::string localTime(query::Micros time);
/// JSON text as a tree; text that is no JSON stays a string.
wire::Value jsonValue(const std::string& text);

/// `next` of a page as one word, and back.
std::string cursorText(const query::Key& key);
std::optional<query::Key> parseCursor(const std::string& text);

}  // namespace heddle::cli
