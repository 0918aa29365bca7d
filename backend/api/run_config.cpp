// SPDX-License-Identifier: Apache-2.0
#include "backend/api/run_config.h"

#include "backend/api/errors.h"
#include "backend/api/json_object.h"

#include <array>

namespace heddle::api {
namespace {

/// Set by the server, or true of one run only: never inherited from a thread nor mirrored into the context.
constexpr std::array<std::string_view, 12> kOwnKeys{"run_id",
                                                    "thread_id",
                                                    "graph_id",
                                                    "assistant_id",
                                                    "user_id",
                                                    "checkpoint_id",
                                                    "checkpoint_ns",
                                                    "checkpoint_map",
                                                    "langgraph_request_id",
                                                    "langgraph_auth_user",
                                                    "langgraph_auth_user_id",
                                                    "langgraph_auth_permissions"};

JsonObject withoutOwnKeys(JsonObject configurable) {
  for (const auto key : kOwnKeys)
    configurable.remove(key);
  return configurable;
}

void addIds(JsonObject& target, const ConfigParts& parts) {
  target.setString("run_id", parts.runId.text());
  target.setString("thread_id", parts.threadId.text());
  target.setString("graph_id", parts.graphId);
  target.setString("assistant_id", parts.assistantId.text());
}

void addUser(JsonObject& configurable, const std::string& user) {
  if (user.empty()) return;
  const JsonObject fields(user);
  configurable.set("langgraph_auth_user", user);
  configurable.setString("langgraph_auth_user_id", fields.string("identity"));
  configurable.setString("user_id", fields.string("identity"));
  const auto permissions = fields.raw("permissions");
  configurable.set("langgraph_auth_permissions", permissions.empty() ? "[]" : std::string(permissions));
}

JsonObject configurableOf(const ConfigParts& parts, const JsonObject& given, const net::Request& request,
                          const HeaderRules& headers) {
  JsonObject merged = withoutOwnKeys(JsonObject(JsonObject(parts.assistantConfig).raw("configurable")));
  merged.merge(withoutOwnKeys(JsonObject(parts.assistantContext)));
  merged.merge(withoutOwnKeys(JsonObject(JsonObject(parts.threadConfig).raw("configurable"))));
  merged.merge(withoutOwnKeys(given));
  merged.merge(withoutOwnKeys(JsonObject(parts.context)));
  for (const auto* key : {"checkpoint_ns", "checkpoint_map"}) {
    if (given.has(key)) merged.set(key, std::string(given.raw(key)));
  }
  for (const auto& header : request.headers) {
    if (headers.takes(header.name)) merged.setString(header.name, header.value);
  }
  merged.setString("langgraph_request_id", request.id);
  addIds(merged, parts);
  addUser(merged, parts.user);
  return merged;
}

JsonObject metadataOf(const ConfigParts& parts, const JsonObject& config) {
  JsonObject merged(parts.assistantMetadata);
  merged.merge(JsonObject(config.raw("metadata")));
  merged.merge(JsonObject(parts.metadata));
  addIds(merged, parts);
  return merged;
}

}  // namespace

core::Result<RunConfig> makeRunConfig(const ConfigParts& parts, const net::Request& request,
                                      const HeaderRules& headers) {
  JsonObject given(parts.config);
  const JsonObject configurable(given.raw("configurable"));
  const JsonObject own = withoutOwnKeys(configurable);
  JsonObject context(parts.context);
  if (!own.empty() && !context.empty()) {
    return badRequest("Give either config.configurable or context, not both.");
  }
  RunConfig result;
  result.checkpointId = configurable.string("checkpoint_id");

  JsonObject remembered = given;
  remembered.remove("metadata");
  remembered.remove("configurable");
  const auto& shared = own.empty() ? context : own;
  if (!shared.empty()) remembered.set("configurable", shared.text());
  result.threadConfig = remembered.text();

  JsonObject merged(parts.assistantConfig);
  merged.merge(given);  // of the thread's only what is configurable: a run's tags and limit are its own
  merged.set("configurable", configurableOf(parts, configurable, request, headers).text());
  merged.set("metadata", metadataOf(parts, given).text());
  if (!merged.has("recursion_limit")) merged.set("recursion_limit", "25");
  result.config = merged.text();

  JsonObject fullContext(parts.assistantContext);
  fullContext.merge(shared);
  result.context = fullContext.text();
  return result;
}

}  // namespace heddle::api
