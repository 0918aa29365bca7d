// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle::checkpoint {

struct ToolCall {
  std::string id, name;
  wire::Value arguments;
};

/// One chat message in any of the shapes LangChain stores or clients send: flattened dict, `{role, content}`,
/// or a decoded message class.
struct Message {
  std::string role;  // human, ai, system, tool, or the stored word
  std::string id, name, text, reasoning, toolCallId, status;
  std::vector<ToolCall> toolCalls;
  std::vector<std::string> attachments;  // block types that are no text: image_url, file …
  std::optional<std::int64_t> inputTokens, outputTokens;
};

/// Whether the value looks like a message: an object with type or role, and content.
bool isMessage(const wire::Value& value);
Message readMessage(const wire::Value& value);

/// The messages of a state: those of `messages` if it is a list of them, else of the first list that is.
std::vector<Message> findMessages(const wire::Value& values);

}  // namespace heddle::checkpoint
