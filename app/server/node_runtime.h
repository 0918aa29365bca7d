// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/interpreter.h"
#include "backend/core/ports/spawner.h"
#include "backend/core/task.h"

#include <string>
#include <vector>

namespace heddle::server {

/// What the choice of a Node depends on; injected so that tests need no real ones.
struct NodeSearch {
  std::string asked;          // --node
  std::string programFolder;  // where heddle-server stands
  std::string searchPath;     // $PATH
};

/// The one of --node, or else the one on the path and ours (of an installation or a source tree), in this
/// order. Errors: unavailable.
core::Result<std::vector<Interpreter>> nodeCandidates(const NodeSearch& search);

/// Whether `node --version` said a version that the runner can live in, 20.9 or newer.
bool isRecentNode(const std::string& version);

/// The first candidate that is recent enough: Debian's own may be too old while ours is there. Errors:
/// unavailable, with what was found.
core::Task<core::Result<Interpreter>> chooseNode(core::Spawner& spawner, std::vector<Interpreter> candidates);

}  // namespace heddle::server
