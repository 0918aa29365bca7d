// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace heddle::client {

/// Whether a command only reads, by name and, where one name does both, by its second word. Anything unknown
/// is refused. CONFIG GET is not here: it would show passwords.
bool isReadOnlyCommand(const std::vector<std::string>& arguments);

}  // namespace heddle::client
