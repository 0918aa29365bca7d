// SPDX-License-Identifier: Apache-2.0
#include "app/server/vendor_variables.h"

#include <array>
#include <cstdlib>
#include <string_view>

namespace heddle::server {
namespace {

/// Those of semantics.md §12 that change what a server stores, reaches or limits: whoever set one should know
/// that it does nothing here.
constexpr std::array kWithoutEffect = {"A2A_A2UI_ENABLED",
                                       "A2A_ALLOWED_TOOL_CALL_RESULTS",
                                       "AGENT_POSTGRES_IAM_AUTH_PROVIDER",
                                       "AGENT_REDIS_IAM_AUTH_PROVIDER",
                                       "BG_JOB_ISOLATED_LOOPS",
                                       "LANGGRAPH_AES_JSON_KEYS",
                                       "LANGGRAPH_AUTH_TYPE",
                                       "LANGGRAPH_CHECKPOINTER_POSTGRES_POOL_MIN_SIZE",
                                       "LANGGRAPH_CHECKPOINTER_POSTGRES_POOL_TIMEOUT_SECONDS",
                                       "LANGGRAPH_ENCRYPTION",
                                       "LSD_DD_API_KEY",
                                       "LS_APM_OTEL_ENABLED",
                                       "LS_CHECKPOINT_DELETE",
                                       "LS_DEFAULT_CHECKPOINTER_BACKEND",
                                       "LS_MONGODB_URI",
                                       "LS_RATE_LIMITS",
                                       "REDIS_CLUSTER",
                                       "REDIS_MAX_CONNECTIONS"};

}  // namespace

std::optional<std::string> projectVariable(const deployment::LanggraphConfig& config,
                                           const std::string& name) {
  for (const auto& [known, value] : config.environment) {
    if (known == name) return value;
  }
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

core::Result<bool> encryptsCheckpoints(const deployment::LanggraphConfig& config) {
  const auto key = projectVariable(config, "LANGGRAPH_AES_KEY");
  if (!key) return false;
  constexpr std::size_t kAes128 = 16, kAes192 = 24, kAes256 = 32;
  const auto size = key->size();
  if (size == kAes128 || size == kAes192 || size == kAes256) return true;
  return core::Error{core::ErrorCode::invalid,
                     "LANGGRAPH_AES_KEY must be 16, 24 or 32 bytes long, it has " + std::to_string(size)};
}

std::vector<std::string> unusedVariables(const deployment::LanggraphConfig& config) {
  std::vector<std::string> sentences;
  if (projectVariable(config, "LANGGRAPH_CLOUD_LICENSE_KEY"))
    sentences.emplace_back(
        "LANGGRAPH_CLOUD_LICENSE_KEY is set and not looked at: this server needs no licence");
  for (const char* name : kWithoutEffect) {
    const auto value = projectVariable(config, name);
    if (value && !value->empty() && *value != "false" && *value != "False" && *value != "0")
      sentences.push_back(std::string(name) + " is set and has no effect on this server");
  }
  return sentences;
}

}  // namespace heddle::server
