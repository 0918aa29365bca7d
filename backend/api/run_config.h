// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/header_rules.h"
#include "backend/core/result.h"
#include "backend/core/uuid.h"
#include "backend/net/message.h"

#include <string>
#include <string_view>

namespace heddle::api {

/// What a run's configuration is made of; JSON objects as text, later ones win: assistant, thread, request.
struct ConfigParts {
  std::string assistantConfig = "{}", assistantContext = "{}", assistantMetadata = "{}";
  std::string threadConfig = "{}";
  std::string config = "{}", context = "{}", metadata = "{}";  // of the request
  core::RunId runId;
  core::ThreadId threadId;
  core::AssistantId assistantId;
  std::string graphId;
  std::string user;  // JSON object of the auth handler; empty: none
};

struct RunConfig {
  std::string config;  // complete: configurable with ids and headers, metadata, recursion_limit
  std::string context;
  std::string threadConfig;  // the request's share that the thread remembers: no ids, no checkpoint
  std::string checkpointId;  // given as config.configurable.checkpoint_id
};

/// Error: badRequest when configurable and context are both given; otherwise each is mirrored into the other.
/// `headers`: which of the request's a graph sees.
core::Result<RunConfig> makeRunConfig(const ConfigParts& parts, const net::Request& request,
                                      const HeaderRules& headers = HeaderRules::forGraphs());

}  // namespace heddle::api
