// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/deployment/deployment.h"

#include <string>
#include <string_view>

namespace heddle::deployment {

/// Reads `{"name","environment","api_urls","database_uri","redis_uri","redis_key_prefix","api_key"}`; every
/// key optional, null is absent, unknown keys are ignored. Errors: invalid, naming the key that is wrong.
core::Result<Deployment> parseDeploymentJson(std::string_view text);
/// The whole, passwords included: only for a file of mode 0600.
std::string deploymentJson(const Deployment& deployment);

/// Errors: notFound (no such file), forbidden (not readable), tooLarge (above 1 MiB), invalid.
core::Result<Deployment> readDeploymentFile(const std::string& path);
/// Replaces the file in one step, mode 0600 from the first byte. Errors: internal with the system's reason.
core::Result<void> writeDeploymentFile(const std::string& path, const Deployment& deployment);

}  // namespace heddle::deployment
