// SPDX-License-Identifier: Apache-2.0
#include "backend/api/assistant_lookup.h"

#include "backend/api/errors.h"
#include "backend/api/json_object.h"

#include <algorithm>

namespace heddle::api {
namespace {

std::string objectOr(std::string_view raw) {
  return raw.empty() || raw == "null" ? "{}" : std::string(raw);
}

}  // namespace

bool knowsGraph(const Api& api, std::string_view graphId) {
  const auto info = api.services.runners.info();
  return std::any_of(info.graphs.begin(), info.graphs.end(),
                     [&](const auto& graph) { return graph.id == graphId; });
}

core::Error unknownGraph(const Api& api, std::string_view graphId) {
  const auto info = api.services.runners.info();
  if (!info.loaded) {
    return {core::ErrorCode::unavailable, "The graphs are still loading; try again in a moment."};
  }
  std::string names;
  for (const auto& graph : info.graphs)
    names += (names.empty() ? "" : ", ") + graph.id;
  return invalid("Invalid assistant: '" + std::string(graphId) +
                 "' is neither the UUID of an assistant nor one of the graphs of this server (" +
                 (names.empty() ? "there are none" : names) + ").");
}

core::Result<core::AssistantId> assistantIdOf(const Api& api, std::string_view idOrGraph) {
  if (const auto id = core::AssistantId::parse(idOrGraph)) return *id;
  if (!knowsGraph(api, idOrGraph)) return unknownGraph(api, idOrGraph);
  return core::AssistantId{core::Uuid::named(core::kAssistantSpace, idOrGraph)};
}

core::Task<core::Result<AssistantFacts>> findAssistant(Api& api, std::string idOrGraph) {
  const auto id = assistantIdOf(api, idOrGraph);
  if (!id) co_return id.error();
  const auto row = co_await api.services.assistants.get(*id);
  if (!row) co_return row.error();
  const JsonObject fields(row->text);
  AssistantFacts facts;
  facts.id = *id;
  facts.graphId = fields.string("graph_id");
  facts.config = objectOr(fields.raw("config"));
  facts.context = objectOr(fields.raw("context"));
  facts.metadata = objectOr(fields.raw("metadata"));
  co_return facts;
}

}  // namespace heddle::api
