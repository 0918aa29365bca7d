// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/arguments.h"
#include "backend/client/deployment_session.h"

#include <memory>

namespace heddle::cli {

/// Where threads and stores are read from: what --from says, else Postgres where the deployment has one, else Redis.
client::Source sourceFor(const Arguments& arguments, const client::DeploymentSession& session);

/// Questions about one thread to that source, or nothing after a complaint.
std::unique_ptr<client::ThreadDetailFeed> threadDetailsOf(const Arguments& arguments,
                                                          const client::DeploymentSession& session);

/// `threads list` of a Redis checkpointer; the exit code.
int savedThreadsList(const Arguments& arguments, client::DeploymentSession& session);

}  // namespace heddle::cli
