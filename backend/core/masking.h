// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// The one rule for what is a secret, for both programs: logs, error texts, copies, exports and the audit
/// log. JSON trees are masked by wire/masking.h, which goes by this rule.
namespace heddle::core {

/// What stands in a secret's place.
inline constexpr std::string_view kMask = "***";

/// True for keys whose value must never be shown: password, secret, …token, api_key, authorization, cookie,
/// langgraph_auth_… in any case. Counts of model tokens (`total_tokens`, `token_usage`) are none.
bool namesSecret(std::string_view key);

/// The text with every password inside a URI (`scheme://user:pw@host`, `?password=pw`), every `password=pw`
/// or `api_key=k` of a conninfo string or a query and every `Authorization: …`, `x-api-key: …` header line
/// replaced by ***. Text without any is returned as it is.
std::string maskSecrets(std::string_view text);

}  // namespace heddle::core
