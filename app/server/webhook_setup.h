// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/server/graph_project.h"
#include "backend/core/ports/webhooks.h"
#include "backend/core/result.h"

namespace heddle::server {

/// Where webhooks may go and what they carry. Header values may name variables of the project's environment,
/// or of the server's. Error: one sentence that names the file.
core::Result<core::WebhookPolicy> webhookPolicy(const GraphProject& project);

}  // namespace heddle::server
