// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace heddle::storage {

/// Makes JSON text (as Python's or JavaScript's writers produce it) something jsonb accepts, changing nothing
/// else: NUL, lone surrogates and broken UTF-8 become U+FFFD; NaN, Infinity and -Infinity become null;
/// numbers beyond jsonb's numeric become strings of their own text. Text that needs no change is returned
/// without a copy. Structure is not checked: what is not JSON stays what it is and Postgres refuses it.
std::string cleanJson(std::string json);

/// The same for a plain text column: NUL and broken UTF-8 become U+FFFD.
std::string cleanText(std::string text);

}  // namespace heddle::storage
