// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/actions/action.h"
#include "backend/client/api/api_session.h"

#include <functional>

namespace heddle::client {

using TargetRead = std::function<void(const TargetState& state, const SourceError* error)>;

/// Reads from the API how a target of an action stands now. A target that is not there is an answer, not an
/// error. `done` comes in the GUI thread, later than the call, and not at all once `context` is gone.
void readTarget(ApiSession& api, ActionVerb verb, const ActionTarget& target, QObject* context,
                TargetRead done);

}  // namespace heddle::client
