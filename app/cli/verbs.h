// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/arguments.h"
#include "backend/client/deployment_session.h"

namespace heddle::cli {

// Each runs to its end inside the application's event loop and answers the exit code.
int connTest(const Arguments& arguments, const deployment::Deployment& deployment);
int runsList(const Arguments& arguments, client::DeploymentSession& session);
int assistantsList(const Arguments& arguments, client::DeploymentSession& session);
int assistantsShow(const Arguments& arguments, client::DeploymentSession& session);
int assistantsVersions(const Arguments& arguments, client::DeploymentSession& session);
int assistantsDiff(const Arguments& arguments, client::DeploymentSession& session);
int cronsList(const Arguments& arguments, client::DeploymentSession& session);
int cronsShow(const Arguments& arguments, client::DeploymentSession& session);
int storeList(const Arguments& arguments, client::DeploymentSession& session);
int storeGet(const Arguments& arguments, client::DeploymentSession& session);
int runsShow(const Arguments& arguments, client::DeploymentSession& session);
int threadsList(const Arguments& arguments, client::DeploymentSession& session);
int threadsState(const Arguments& arguments, client::DeploymentSession& session);
int threadsHistory(const Arguments& arguments, client::DeploymentSession& session);
int threadsDiff(const Arguments& arguments, client::DeploymentSession& session);
int tail(const Arguments& arguments, client::DeploymentSession& session);
/// Every verb that changes something: preview, confirmation by level, execution, real effect.
int act(const Arguments& arguments, client::DeploymentSession& session);
int audit(const Arguments& arguments, const client::AuditLog& log);

}  // namespace heddle::cli
