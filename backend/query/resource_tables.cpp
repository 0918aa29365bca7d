// SPDX-License-Identifier: Apache-2.0
#include "backend/query/resource_tables.h"

#include "backend/query/sql_text.h"

namespace heddle::query {
namespace {

/// What the caller sent, as the official server keeps it. `execution_params` also holds the user who asked,
/// with whatever his credentials say: that stays where it is.
std::string aegraArguments(const Capabilities& capabilities) {
  std::string out = "jsonb_build_object('input', input, 'config', config";
  if (capabilities.runContext) out += ", 'context', context";
  if (capabilities.runExecution)
    out += ", 'behavior', execution_params->'behavior', 'execution', execution_params->'execution'";
  return out + ")";
}

}  // namespace

std::string schemaTable(const Capabilities& capabilities, std::string_view name) {
  return identifier(capabilities.schema) + "." + identifier(name);
}

std::string runTable(const Capabilities& capabilities) {
  if (capabilities.flavour != Flavour::aegra) return schemaTable(capabilities, "run");
  return "(select run_id, thread_id, assistant_id, status, null::text as multitask_strategy, created_at, "
         "updated_at, " +
         aegraArguments(capabilities) + " as kwargs, '{}'::jsonb as metadata, output as \"values\", " +
         (capabilities.runErrorMessage ? "error_message" : "null::text as error_message") + " from " +
         schemaTable(capabilities, "runs") + ")";
}

std::string threadTable(const Capabilities& capabilities) {
  if (capabilities.flavour != Flavour::aegra) return schemaTable(capabilities, "thread");
  return "(select thread_id, status, metadata_json as metadata, created_at, updated_at, null::jsonb as "
         "\"values\" from " +
         schemaTable(capabilities, "thread") + ")";
}

std::string catalogued(const Capabilities& capabilities, std::string_view name) {
  return schemaTable(capabilities, capabilities.flavour == Flavour::aegra && name == "run" ? "runs" : name);
}

std::string objectId(const Capabilities& capabilities, const std::string& id) {
  return capabilities.idsAreText() ? literal(id) : uuidLiteral(id);
}

std::string objectIds(const Capabilities& capabilities, const std::vector<std::string>& ids) {
  return capabilities.idsAreText() ? textArray(ids) : uuidArray(ids);
}

}  // namespace heddle::query
