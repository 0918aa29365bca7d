// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace heddle::observe {

/// True for keys whose value must never be shown: password, secret, token, api_key, authorization …
bool namesSecret(std::string_view key);

/// The text with every password inside a URI (`scheme://user:pw@host`, `?password=pw`) and every
/// `password=pw` of a conninfo string replaced by ***. Text without any is returned as it is.
std::string maskSecrets(std::string_view text);

}  // namespace heddle::observe
