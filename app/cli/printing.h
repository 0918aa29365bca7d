// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/records.h"
#include "backend/wire/value.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::cli {

/// One line of JSON to stdout.
void printJson(const wire::Value& value);

/// Columns padded to their widest cell; the last one is not padded.
void printTable(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows);

/// 2026-01-31T23:59:59.123456+00:00
std::string isoTime(query::Micros time);
/// The same in local time, to the second, for people.
std::string localTime(query::Micros time);
wire::Value timeValue(std::optional<query::Micros> time);
/// JSON text as a tree; text that is no JSON stays a string.
wire::Value jsonValue(const std::string& text);
wire::Value textValue(const std::string& text);  // empty: null

/// `next` of a page as one word, and back.
std::string cursorText(const query::Key& key);
std::optional<query::Key> parseCursor(const std::string& text);

}  // namespace heddle::cli
