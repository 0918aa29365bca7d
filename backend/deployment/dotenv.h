// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::deployment {

/// Names and values in file order; of a repeated name the last one counts for whoever applies them.
using EnvironmentEntries = std::vector<std::pair<std::string, std::string>>;

/// Reads the text of a `.env` file as the usual tools do: `NAME=value`, `export NAME=value`, blank lines, `#`
/// comments (also behind a value, after a blank), 'single' quotes literally, "double" quotes with \n \r \t
/// \\ \" \$ escapes, quoted values over several lines, `${NAME}` and `$NAME` left as they stand. A name
/// without `=` is skipped. Errors: invalid, naming the line: a bad name, an unclosed quote, text behind a
/// closing quote.
core::Result<EnvironmentEntries> parseDotenv(std::string_view text);

}  // namespace heddle::deployment
