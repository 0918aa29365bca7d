// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/actions/action_plan.h"
#include "backend/client/deployment_session.h"

#include <QString>

namespace heddle::cli {

/// What came of keeping a copy of what a plan takes away.
struct KeptCopy {
  QString problem;   // why there is none, and no file; empty: it is there
  QString omission;  // what it leaves out; empty: nothing
};

/// Writes the copy into `file`, which must not be there yet, and waits for it. The session has an API.
KeptCopy keepCopy(client::DeploymentSession& session, const client::ActionPlan& plan, const QString& file);

}  // namespace heddle::cli
