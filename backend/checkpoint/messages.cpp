// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/messages.h"

#include <algorithm>

namespace heddle::checkpoint {
namespace {

using wire::Value;

/// The class that a decoder named, without its module: `AIMessage`, `HumanMessageChunk`.
std::string_view shortClassName(const Value& value) {
  const auto hint = value.hint();
  const auto dot = hint.rfind('.');
  return dot == std::string_view::npos ? hint : hint.substr(dot + 1);
}

bool isMessageClass(std::string_view name) {
  return name.ends_with("Message") || name.ends_with("MessageChunk");
}

/// JavaScript stores no `type` beside the class.
std::string roleOfClass(std::string_view name) {
  std::string role;
  for (const char c : name.substr(0, name.find("Message")))
    role += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return role;
}

std::string roleOf(const Value& message) {
  std::string word(message.stringAt("type", message.stringAt("role")));
  if (word.empty() && isMessageClass(shortClassName(message))) return roleOfClass(shortClassName(message));
  if (word == "user" || word == "HumanMessageChunk") return "human";
  if (word == "assistant" || word == "AIMessageChunk") return "ai";
  return word;
}

void takeBlock(const Value& block, Message& out) {
  if (block.isString()) {
    out.text += block.string();
    return;
  }
  const auto type = block.stringAt("type");
  if (type == "text") {
    out.text += block.stringAt("text");
  } else if (type == "reasoning" || type == "thinking") {
    out.reasoning += block.stringAt(type, block.stringAt("text"));
  } else if (type != "tool_use" && type != "tool_call" && !type.empty()) {
    // Tool calls come again, parsed, in tool_calls.
    out.attachments.emplace_back(type);
  }
}

void takeContent(const Value& content, Message& out) {
  if (content.isString()) {
    out.text = content.string();
  } else if (content.isArray()) {
    for (const auto& block : content.items())
      takeBlock(block, out);
  } else if (!content.isNull()) {
    out.text = wire::writeJson(content);
  }
}

void takeToolCalls(const Value& message, Message& out) {
  const Value* calls = message.find("tool_calls");
  if (calls == nullptr || !calls->isArray()) return;
  for (const auto& call : calls->items()) {
    ToolCall shown;
    shown.id = call.stringAt("id");
    shown.name = call.stringAt("name");
    if (const Value* arguments = call.find("args")) shown.arguments = *arguments;
    out.toolCalls.push_back(std::move(shown));
  }
}

std::optional<std::int64_t> tokens(const Value& message, std::string_view key) {
  const Value* usage = message.find("usage_metadata");
  const Value* count = usage == nullptr ? nullptr : usage->find(key);
  return count == nullptr ? std::nullopt : count->integer();
}

bool isMessageList(const Value& value) {
  return value.isArray() && value.size() > 0 &&
         std::all_of(value.items().begin(), value.items().end(), isMessage);
}

const Value* messageList(const Value& values) {
  const Value* messages = values.find("messages");
  if (messages != nullptr && isMessageList(*messages)) return messages;
  if (isMessageList(values)) return &values;
  if (!values.isObject()) return nullptr;
  for (const auto& [name, value] : values.members()) {
    if (isMessageList(value)) return &value;
  }
  return nullptr;
}

}  // namespace

bool isMessage(const Value& value) {
  return value.isObject() && value.find("content") != nullptr &&
         (!value.stringAt("type", value.stringAt("role")).empty() || isMessageClass(shortClassName(value)));
}

Message readMessage(const Value& value) {
  Message out;
  out.role = roleOf(value);
  out.id = value.stringAt("id");
  out.name = value.stringAt("name");
  out.toolCallId = value.stringAt("tool_call_id");
  out.status = value.stringAt("status");
  if (const Value* content = value.find("content")) takeContent(*content, out);
  takeToolCalls(value, out);
  out.inputTokens = tokens(value, "input_tokens");
  out.outputTokens = tokens(value, "output_tokens");
  return out;
}

std::vector<Message> findMessages(const Value& values) {
  std::vector<Message> out;
  const Value* list = messageList(values);
  if (list == nullptr) return out;
  out.reserve(list->size());
  for (const auto& message : list->items())
    out.push_back(readMessage(message));
  return out;
}

}  // namespace heddle::checkpoint
