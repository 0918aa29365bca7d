// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/arguments.h"
#include "backend/client/actions/action.h"
#include "backend/client/deployment_session.h"

#include <variant>

namespace heddle::cli {

/// The request that the command line means, or the exit code after a complaint. The threads of runs are
/// looked up in Postgres unless they were given.
std::variant<client::ActionRequest, int> requestOf(const Arguments& arguments,
                                                   client::DeploymentSession& session);

}  // namespace heddle::cli
