// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::deployment {

/// Decodes %xx once; a broken escape stays as it is written (what redis-py's unquote does).
std::string percentDecoded(std::string_view text);
/// As percentDecoded, and `+` is a space (form encoding, Redis query strings only).
std::string formDecoded(std::string_view text);
/// Encodes everything but letters, digits, `-._~` and the characters in `keep`.
std::string percentEncoded(std::string_view text, std::string_view keep = {});

/// `a=1&b=2` split, still encoded; a part without `=` has an empty value.
std::vector<std::pair<std::string_view, std::string_view>> queryParts(std::string_view query);

/// ASCII letters only: schemes, host names and words of ours.
std::string lowered(std::string_view text);
std::string_view trimmed(std::string_view text);

}  // namespace heddle::deployment
