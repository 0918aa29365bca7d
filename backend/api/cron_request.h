// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/body.h"
#include "backend/core/ports/crons.h"
#include "backend/core/ports/webhooks.h"

namespace heddle::api {

/// The run that a cron makes, as its body gives it: the fields of a run that a cron may have, checked and
/// unchanged. Error: that of readRunRequest and of checkWebhook.
core::Result<core::JsonText> cronPayload(std::string_view text, const core::WebhookPolicy& webhooks);

/// Reads schedule, timezone, end_time and enabled into `timing`; what the body does not name stays. A null
/// clears timezone and end_time. Mistakes are remembered in the body.
void readCronTiming(Body& body, core::CronTiming& timing);

/// Error invalid: a schedule or a zone that cannot be, one sentence that says why.
core::Result<void> checkCronTiming(const core::CronTiming& timing);

core::CronSearch readCronSearch(Body& body);

}  // namespace heddle::api
