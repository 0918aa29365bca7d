// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/api/api_session.h"
#include "backend/core/result.h"

#include <QByteArray>

namespace heddle::client {

/// The JSON body that creates a run. Errors: invalid, when input or command are not JSON (with the place).
core::Result<QByteArray> runBody(const RunRequest& request);

/// Everything that starting the run sends: first its thread, under an id made here, when it has none yet.
/// Errors: as runBody().
core::Result<WriteIntent> runIntent(const RunRequest& request);

}  // namespace heddle::client
