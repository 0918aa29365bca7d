// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/http_caller.h"
#include "backend/core/ports/webhooks.h"
#include "backend/core/result.h"
#include "backend/core/task.h"
#include "backend/deployment/langgraph_json.h"

#include <string>

namespace heddle::server {

/// Traces go there unless somebody said otherwise: runners are told so.
bool tracesByDefault(const deployment::LanggraphConfig& config);

/// The project of a LangSmith that runs are traced to, by default or because somebody said so; empty: they
/// are not traced.
std::string tracingProject(const deployment::LanggraphConfig& config);

/// One request, which only a valid key is answered, and one line in the log on what came of it. Error, when a
/// LangSmith is `required`: it is not named, not there, or does not take the key.
core::Task<core::Result<void>> greetLangSmith(core::HttpCaller& http,
                                              const deployment::LanggraphConfig& config, bool required);

}  // namespace heddle::server
