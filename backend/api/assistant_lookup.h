// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

#include <string>
#include <string_view>

namespace heddle::api {

/// What clients may give as an assistant: its UUID, or the id of a loaded graph (then its system assistant).
/// Errors: invalid, naming the graphs there are; unavailable while the graphs are still loading.
core::Result<core::AssistantId> assistantIdOf(const Api& api, std::string_view idOrGraph);

/// The fields of an assistant that runs and graph questions need.
struct AssistantFacts {
  core::AssistantId id;
  std::string graphId;
  std::string config, context, metadata;  // JSON objects
};
/// Errors: those of assistantIdOf, and notFound.
core::Task<core::Result<AssistantFacts>> findAssistant(Api& api, std::string idOrGraph);

/// True when langgraph.json names this graph, broken or not.
bool knowsGraph(const Api& api, std::string_view graphId);
/// Why a graph cannot be used, naming the ones there are.
core::Error unknownGraph(const Api& api, std::string_view graphId);

}  // namespace heddle::api
