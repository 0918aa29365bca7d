// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

#include <string>
#include <string_view>

namespace heddle::api::mcp {

/// Endpoints that MCP delegates to; both see only the caller's assistants.
/// `{"tools": […]}` of MCP; an assistant whose graph is broken has no tool.
core::Task<Answer> listTools(Api& api, net::Request& request);
/// `{"assistant_id"}` of the tool that the path parameter `tool` names. Error: notFound.
core::Task<Answer> findTool(Api& api, net::Request& request);

/// MCP's result of a tool call, made of what a run's wait answers. A run that failed, or that waits for an
/// input that no call can bring, is an error of the tool.
std::string toolResult(std::string_view values);

/// An assistant's name in the letters that MCP has for tools; empty when none is left.
std::string toolName(std::string_view assistantName);

}  // namespace heddle::api::mcp
