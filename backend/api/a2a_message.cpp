// SPDX-License-Identifier: Apache-2.0
#include "backend/api/a2a_message.h"

#include "backend/api/body.h"
#include "backend/wire/json_fields.h"

namespace heddle::api::a2a {
namespace {

using json_rpc::Failure;

Failure wrong(std::string message) {
  return {json_rpc::kInvalidParams, std::move(message)};
}

std::string_view blockType(std::string_view mimeType) {
  for (const std::string_view type : {"image", "audio", "video"})
    if (mimeType.starts_with(type) && mimeType.substr(type.size()).starts_with('/')) return type;
  return "file";
}

/// `{"bytes" (Base64) or "uri", "mimeType", "name"}` as LangChain's content block.
std::optional<Failure> takeFile(const JsonObject& file, Incoming& message) {
  const auto bytes = file.string("bytes"), uri = file.string("uri"), mimeType = file.string("mimeType");
  if (bytes.empty() == uri.empty()) return wrong("A file part needs either bytes or a uri.");
  JsonObject block;
  block.setString("type", blockType(mimeType));
  block.setString(bytes.empty() ? "url" : "base64", bytes.empty() ? uri : bytes);
  if (!mimeType.empty()) block.setString("mime_type", mimeType);
  if (const auto name = file.string("name"); !name.empty()) {
    JsonObject extras;
    extras.setString("filename", name);
    block.set("extras", extras.text());
  }
  message.files.push_back(block.text());
  return std::nullopt;
}

/// What was said, as a message's content: a text, or blocks where there are files.
std::string contentJson(const Incoming& message) {
  if (message.files.empty()) return wire::jsonString(message.text.value_or(""));
  std::vector<std::string> blocks;
  if (message.text) {
    JsonObject text;
    text.setString("type", "text");
    text.setString("text", *message.text);
    blocks.push_back(text.text());
  }
  blocks.insert(blocks.end(), message.files.begin(), message.files.end());
  return jsonArray(blocks);
}

/// Texts are joined by line ends, objects merged.
std::optional<Failure> takePart(std::string_view json, Incoming& message) {
  const JsonObject part(json);
  const auto kind = part.string("kind");
  if (kind == "text") {
    if (!part.raw("text").starts_with('"')) return wrong("A text part needs its text.");
    const auto text = part.string("text");
    message.text = message.text ? *message.text + "\n" + text : text;
    return std::nullopt;
  }
  if (kind == "data") {
    if (!part.raw("data").starts_with('{')) return wrong("A data part needs an object as its data.");
    message.data.merge(JsonObject(part.raw("data")));
    return std::nullopt;
  }
  if (kind == "file") return takeFile(JsonObject(part.raw("file")), message);
  return wrong("A part must be of kind text, file or data.");
}

std::optional<Failure> takeParts(std::string_view json, Incoming& message) {
  const auto parts = wire::arrayItems(json);
  if (!parts || parts->empty()) return wrong("message.parts must be a list of parts.");
  for (const auto part : *parts)
    if (auto failure = takePart(part, message)) return failure;
  return std::nullopt;
}

std::optional<Failure> takeConfiguration(std::string_view json, Incoming& message) {
  auto configuration = Body::read(json);
  if (!configuration) return wrong("configuration must be an object.");
  message.blocking = configuration->boolean("blocking", true);
  message.historyLength = configuration->integer("historyLength", kLongestHistory, 0, kLongestHistory);
  if (configuration->error()) return wrong(configuration->error()->message);
  return std::nullopt;
}

/// `{"resume": [{"id", "value"}, …]}` answers interrupts by their ids.
std::string resumeValue(const Incoming& message) {
  const auto answers = wire::arrayItems(message.data.raw("resume"));
  if (message.data.has("resume") && !answers) return std::string(message.data.raw("resume"));
  if (answers) {
    JsonObject byId;
    for (const auto answer : *answers) {
      const JsonObject fields(answer);
      const auto value = fields.raw("value");
      byId.set(fields.string("id"), value.empty() ? "null" : std::string(value));
    }
    return byId.text();
  }
  return message.text || !message.files.empty() ? contentJson(message) : message.data.text();
}

}  // namespace

std::variant<Incoming, Failure> readMessage(const JsonObject& params) {
  const auto raw = params.raw("message");
  if (!raw.starts_with('{')) return wrong("message must be an object.");
  auto body = Body::read(raw);
  if (!body) return wrong(body.error().message);
  Incoming message;
  for (const auto* key : {"role", "messageId", "parts"})
    if (!body->has(key)) body->refuse(key, "is required");
  message.role = body->choice("role", {"user", "agent"}) == "user" ? "human" : "ai";
  body->text("messageId");
  message.context = body->id<core::ThreadTag>("contextId");
  message.task = body->textOr("taskId", "");
  if (body->error()) return wrong(body->error()->message);
  if (auto failure = takeParts(body->raw("parts"), message)) return *failure;
  if (auto failure = takeConfiguration(params.raw("configuration"), message)) return *failure;
  return message;
}

JsonObject inputBody(const Incoming& message, const std::string& assistant) {
  JsonObject input = message.data;
  if (message.text || !message.files.empty()) {
    JsonObject said;
    said.setString("type", message.role);
    said.set("content", contentJson(message));
    input.set("messages", "[" + said.text() + "]");
  }
  JsonObject body;
  body.setString("assistant_id", assistant);
  body.set("input", input.text());
  body.setString("if_not_exists", "create");
  return body;
}

JsonObject resumeBody(const Incoming& message, const std::string& assistant) {
  JsonObject command;
  command.set("resume", resumeValue(message));
  JsonObject body;
  body.setString("assistant_id", assistant);
  body.set("command", command.text());
  return body;
}

}  // namespace heddle::api::a2a
