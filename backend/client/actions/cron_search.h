// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/api/api_session.h"

#include <functional>

namespace heddle::client {

using CronFound = std::function<void(const wire::Value& cron, const SourceError* error)>;

/// Reads one cron from the API; one that is not there is null, not an error. A server that cannot be asked
/// for one (before 0.10) is asked for all, page by page; one that cannot be searched to its end is an error.
/// `done` comes in the GUI thread, later than the call, and not at all once `context` is gone; `api` outlives
/// that.
void findCron(ApiSession& api, const QString& id, QObject* context, CronFound done);

}  // namespace heddle::client
