// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace heddle::client {

/// A run's arguments may carry what its caller logged in with (`langgraph_auth_…`, Authorization, cookies,
/// API keys): their values become bullets. Text without such names comes back unchanged; text that names them
/// but cannot be read (because it was cut) becomes a sentence.
std::string withoutCredentials(std::string json);

}  // namespace heddle::client
