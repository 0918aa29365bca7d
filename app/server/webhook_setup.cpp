// SPDX-License-Identifier: Apache-2.0
#include "app/server/webhook_setup.h"

#include "app/server/vendor_variables.h"

#include <string>

namespace heddle::server {

core::Result<core::WebhookPolicy> webhookPolicy(const GraphProject& project) {
  const auto variable = [&project](const std::string& wanted) {
    return projectVariable(project.config, wanted);
  };
  auto policy = deployment::resolveWebhooks(project.config.webhooks, variable);
  if (!policy) return core::Error{policy.error().code, project.config.file + ": " + policy.error().message};
  return policy;
}

}  // namespace heddle::server
