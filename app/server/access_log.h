// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/header_rules.h"
#include "backend/net/message.h"

namespace heddle::server {

/// One line for a request that is over, with those of its headers that langgraph.json wants to see.
void logAccess(const net::AccessRecord& record, const api::HeaderRules& loggingHeaders);

}  // namespace heddle::server
