// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/core/states.h"
#include "backend/core/uuid.h"
#include "backend/jobs/run_service.h"
#include "backend/net/message.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::api {

/// Ids in a path. Error: invalid, in the words clients know.
core::Result<core::ThreadId> threadIdIn(const net::Request& request);
core::Result<core::RunId> runIdIn(const net::Request& request);
core::Result<core::CronId> cronIdIn(const net::Request& request);

/// `action` of a cancel, interrupt when absent. Error: invalid.
core::Result<core::CancelAction> cancelActionIn(const net::Request& request);

/// Last-Event-ID, exclusive; "-" and "-1" are the beginning. Error: invalid when it is none of ours.
core::Result<std::optional<jobs::EventId>> lastEventIdIn(const net::Request& request);

/// A list in a query: repeated keys, one JSON array, or commas.
std::vector<std::string> queryList(const net::Query& query, std::string_view name);
/// A store namespace: labels joined by dots, repeated keys, or one JSON array.
std::vector<std::string> namespaceIn(const net::Query& query);
/// true, True, 1 and yes are true; anything else given is false.
bool queryFlag(const net::Query& query, std::string_view name, bool fallback);
/// Error: invalid when not a number from least to most.
core::Result<int> queryInteger(const net::Query& query, std::string_view name, int fallback, int least,
                               int most);

}  // namespace heddle::api
