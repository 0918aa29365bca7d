// SPDX-License-Identifier: Apache-2.0
#include "backend/api/a2a_task.h"

#include "backend/api/json_object.h"
#include "backend/wire/json_fields.h"

namespace heddle::api::a2a {
namespace {

std::string textPart(std::string_view text) {
  JsonObject part;
  part.setString("kind", "text");
  part.setString("text", text);
  return part.text();
}

std::string dataPart(std::string_view data) {
  JsonObject part;
  part.setString("kind", "data");
  part.set("data", std::string(data));
  return part.text();
}

std::string messageJson(const TaskFacts& facts, std::string_view role, std::string_view id,
                        const std::vector<std::string>& parts) {
  JsonObject message;
  message.setString("kind", "message");
  message.setString("role", role);
  message.set("parts", jsonArray(parts));
  message.setString("messageId", id);
  message.setString("taskId", facts.task);
  message.setString("contextId", facts.context);
  return message.text();
}

std::vector<std::string_view> messagesOf(const TaskFacts& facts) {
  const auto items = wire::arrayItems(wire::fieldText(facts.values, "messages"));
  return items ? *items : std::vector<std::string_view>{};
}

/// user, agent, or nothing for what the two do not say to each other.
std::string_view roleOf(const JsonObject& message) {
  const auto type = message.string("type");
  if (type == "human") return "user";
  return type == "ai" || type == "AIMessageChunk" ? "agent" : "";
}

std::string_view stateOf(const TaskFacts& facts) {
  if (!facts.error.empty()) return "failed";
  if (waitsForInput(facts)) return "input-required";
  if (facts.runStatus == "success") return "completed";
  if (facts.runStatus == "interrupted") return "canceled";
  if (facts.runStatus == "running") return "working";
  return facts.runStatus == "pending" ? "submitted" : "failed";
}

/// What a state needs to be said with it: the question, or what went wrong.
std::vector<std::string> statusParts(const TaskFacts& facts) {
  std::vector<std::string> parts;
  if (!facts.error.empty()) {
    const JsonObject error(facts.error);
    parts.push_back(textPart(error.string("error") + ": " + error.string("message")));
    return parts;
  }
  for (const auto& interrupt : facts.interrupts) {
    const auto value = wire::fieldText(interrupt, "value");
    if (value.starts_with('"')) parts.push_back(textPart(wire::stringFromJson(value)));
  }
  if (!facts.interrupts.empty())
    parts.push_back(dataPart("{\"interrupts\":" + jsonArray(facts.interrupts) + "}"));
  return parts;
}

std::vector<std::string> historyOf(const TaskFacts& facts, int length) {
  std::vector<std::string> history;
  for (const auto item : messagesOf(facts)) {
    const JsonObject message(item);
    const auto role = roleOf(message);
    const auto text = messageText(item);
    if (role.empty() || text.empty()) continue;
    const std::vector<std::string> parts{textPart(text)};
    history.push_back(messageJson(facts, role, message.string("id"), parts));
  }
  const auto kept = std::min(history.size(), static_cast<std::size_t>(length));
  return {history.end() - static_cast<std::ptrdiff_t>(kept), history.end()};
}

}  // namespace

std::string messageText(std::string_view message) {
  const auto content = wire::fieldText(message, "content");
  const auto blocks = wire::arrayItems(content);
  if (!blocks) return wire::stringFromJson(content);
  std::string text;
  for (const auto block : *blocks)
    text += block.starts_with('"') ? wire::stringFromJson(block)
                                   : wire::stringFromJson(wire::fieldText(block, "text"));
  return text;
}

bool waitsForInput(const TaskFacts& facts) {
  return facts.runStatus == "success" && !facts.interrupts.empty();
}

TaskFacts factsOf(std::string context, std::string task, std::string_view result) {
  TaskFacts facts;
  facts.context = std::move(context);
  facts.task = std::move(task);
  JsonObject values(result);
  facts.error = values.raw("__error__");
  if (const auto items = wire::arrayItems(values.raw("__interrupt__")))
    facts.interrupts.assign(items->begin(), items->end());
  values.remove("__interrupt__");
  values.remove("__error__");
  facts.values = values.text();
  return facts;
}

TaskFacts factsOf(const core::RunRow& run, const std::optional<core::RunOutcome>& outcome) {
  TaskFacts facts;
  facts.context = run.threadId.text();
  facts.task = run.runId.text();
  facts.runStatus = core::word(run.status);
  if (!outcome) return facts;
  if (outcome->values) facts.values = outcome->values->text;
  if (outcome->error && run.status != core::RunStatus::interrupted) facts.error = outcome->error->text;
  if (!outcome->interrupts) return facts;
  const JsonObject tasks(outcome->interrupts->text);
  for (const auto& [task, list] : tasks.fields()) {
    if (const auto items = wire::arrayItems(list))
      facts.interrupts.insert(facts.interrupts.end(), items->begin(), items->end());
  }
  return facts;
}

std::string textArtifact(std::string_view id, std::string_view text) {
  JsonObject artifact;
  artifact.setString("artifactId", id);
  artifact.setString("name", "Assistant Response");
  artifact.set("parts", "[" + textPart(text) + "]");
  return artifact.text();
}

std::string artifactJson(const TaskFacts& facts) {
  if (stateOf(facts) != "completed" || !facts.values.starts_with('{')) return {};
  const auto messages = messagesOf(facts);
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    const JsonObject fields(*message);
    const auto id = fields.string("id");
    if (roleOf(fields) == "agent") return textArtifact(id.empty() ? facts.task : id, messageText(*message));
  }
  if (facts.values == "{}") return {};
  JsonObject artifact;
  artifact.setString("artifactId", facts.task);
  artifact.setString("name", "Assistant Response");
  artifact.set("parts", "[" + dataPart(facts.values) + "]");
  return artifact.text();
}

std::string statusJson(const TaskFacts& facts) {
  JsonObject status;
  status.setString("state", stateOf(facts));
  const auto parts = statusParts(facts);
  if (!parts.empty()) status.set("message", messageJson(facts, "agent", facts.task, parts));
  return status.text();
}

std::string taskJson(const TaskFacts& facts, int historyLength) {
  JsonObject task;
  task.setString("kind", "task");
  task.setString("id", facts.task);
  task.setString("contextId", facts.context);
  task.set("status", statusJson(facts));
  const auto artifact = artifactJson(facts);
  if (!artifact.empty()) task.set("artifacts", "[" + artifact + "]");
  const auto history = historyOf(facts, historyLength);
  if (!history.empty()) task.set("history", jsonArray(history));
  return task.text();
}

}  // namespace heddle::api::a2a
