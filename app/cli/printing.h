// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/arguments.h"
#include "backend/query/list_json.h"
#include "backend/wire/value.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::cli {

using query::textValue;
using query::timeValue;

/// Whether values that look like secrets are printed as they are.
enum class Secrets { masked, revealed };
inline Secrets secretsOf(const Arguments& arguments) {
  return arguments.reveal ? Secrets::revealed : Secrets::masked;
}

/// The value as it may be printed.
wire::Value shown(wire::Value value, Secrets secrets);
/// One line of JSON to stdout.
void printJson(wire::Value value, Secrets secrets = Secrets::masked);
/// Indented, for people.
void printIndented(wire::Value value, Secrets secrets = Secrets::masked);

/// Columns padded to their widest cell; the last one is not padded.
void printTable(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows);

/// Local time, to the second, for people.
std::string localTime(query::Micros time);
/// JSON text as a tree; text that is no JSON, as it may have been cut, is a string, masked here already.
wire::Value jsonValue(const std::string& text, Secrets secrets = Secrets::masked);

/// `next` of a page as one word, and back.
std::string cursorText(const query::Key& key);
std::optional<query::Key> parseCursor(const std::string& text);

}  // namespace heddle::cli
