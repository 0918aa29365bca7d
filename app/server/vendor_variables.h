// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/deployment/langgraph_json.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::server {

/// A variable as the graphs will see it: langgraph.json's "env" before the server's own environment.
std::optional<std::string> projectVariable(const deployment::LanggraphConfig& config,
                                           const std::string& name);

/// Whether LANGGRAPH_AES_KEY asks for encrypted checkpoints. Error invalid: it cannot be a key. The key
/// itself is needed by the runners only.
core::Result<bool> encryptsCheckpoints(const deployment::LanggraphConfig& config);

/// What a deployment of the vendor's sets and this server does not need or does not know, each in one
/// sentence.
std::vector<std::string> unusedVariables(const deployment::LanggraphConfig& config);

}  // namespace heddle::server
