// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/webhooks.h"
#include "backend/core/result.h"

#include <string>
#include <string_view>

namespace heddle::jobs {

/// A webhook's URL in its parts.
struct WebhookTarget {
  bool tls = false;
  std::string host;
  std::uint16_t port = 0;
  std::string target;
};

/// What can be said without looking the name up: form, scheme, domain, port, and targets that are this
/// machine by their spelling. Error invalid: one sentence for the client.
core::Result<WebhookTarget> checkWebhook(const core::WebhookPolicy& policy, std::string_view url);

/// The other half, for each address a name turned out to have. Addresses of this machine and of its link
/// (where clouds keep credentials) are refused unless loopback is allowed.
bool mayConnectTo(const core::WebhookPolicy& policy, const std::string& address);

}  // namespace heddle::jobs
