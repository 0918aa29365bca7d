// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/webhooks.h"
#include "backend/core/result.h"

#include <functional>
#include <optional>
#include <string>

#include <boost/json/value.hpp>

namespace heddle::deployment {

/// "webhooks" of langgraph.json; header values may hold `${{ env.NAME }}` still.
struct WebhookSettings {
  core::WebhookPolicy policy;
  std::string envPrefix = "LG_WEBHOOK_";
};

/// Each reads one section and answers what is wrong with it as "key must …", or an empty text.
std::string readWebhooks(const boost::json::value& section, WebhookSettings& settings);
/// Of "http" only `disable_webhooks`.
std::string readWebhooksSwitch(const boost::json::value& http, WebhookSettings& settings);

/// The policy with the variables filled in. Error invalid: one that does not begin with env_prefix, or is not
/// set.
core::Result<core::WebhookPolicy> resolveWebhooks(
    const WebhookSettings& settings,
    const std::function<std::optional<std::string>(const std::string&)>& variable);

}  // namespace heddle::deployment
