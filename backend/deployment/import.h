// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/deployment/deployment.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::deployment {

struct Imported {
  Deployment deployment;              // passes check()
  std::vector<std::string> warnings;  // sentences, without secrets
};

/// Makes a deployment of pasted text: a deployment.json, the lines of a `.env`, and bare URIs (postgres,
/// redis, http), in any mix; later parts fill what earlier ones left open. `name` is used when the text names
/// none. Errors: invalid, with a sentence: nothing found, two sources that differ (DATABASE_URI and
/// POSTGRES_URI are one thing), a part that cannot be read.
core::Result<Imported> importDeployment(std::string_view text, const std::string& name = {});

}  // namespace heddle::deployment
