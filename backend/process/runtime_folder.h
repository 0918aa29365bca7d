// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <string>

namespace heddle::process {

/// A folder for sockets that only this user may enter: NAME in heddle-<uid> of $XDG_RUNTIME_DIR, else of
/// /tmp. Made if it is not there. Error forbidden: somebody else has one of that name.
core::Result<std::string> runtimeFolder(const std::string& name);

}  // namespace heddle::process
