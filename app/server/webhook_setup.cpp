// SPDX-License-Identifier: Apache-2.0
#include "app/server/webhook_setup.h"

#include <cstdlib>
#include <optional>
#include <string>

namespace heddle::server {

core::Result<core::WebhookPolicy> webhookPolicy(const GraphProject& project) {
  const auto variable = [&project](const std::string& wanted) -> std::optional<std::string> {
    for (const auto& [name, value] : project.config.environment) {
      if (name == wanted) return value;
    }
    const char* value = std::getenv(wanted.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
  auto policy = deployment::resolveWebhooks(project.config.webhooks, variable);
  if (!policy) return core::Error{policy.error().code, project.config.file + ": " + policy.error().message};
  return policy;
}

}  // namespace heddle::server
