// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace heddle::api {

constexpr std::string_view kHeartbeat = ": heartbeat\r\n\r\n";

/// Appends one event: `event`, one `data` line, `id` unless empty, CRLF each, and the empty line. Line ends
/// inside would break the frame: they are left out of event and id, and become blanks in data (JSON text has
/// none inside strings).
void appendSse(std::string& out, std::string_view event, std::string_view data, std::string_view id);

}  // namespace heddle::api
