// SPDX-License-Identifier: Apache-2.0
#include "backend/client/api/run_body.h"

#include <QUuid>

namespace heddle::client {
namespace {

std::string listOf(const std::vector<std::string>& words) {
  std::string out = "[";
  for (const auto& word : words) {
    if (out.size() > 1) out.push_back(',');
    wire::appendJsonString(out, word);
  }
  return out + "]";
}

core::Error broken(const char* what, const core::Error& error) {
  return {core::ErrorCode::invalid, std::string("The ") + what + " is not valid JSON: " + error.message};
}

/// Appends `,"name":` and the document, when there is one.
core::Result<void> appendDocument(std::string& body, const char* name, const std::string& json) {
  if (json.empty()) return core::Result<void>();
  const auto value = wire::parseJson(json);
  if (!value) return broken(name, value.error());
  body += std::string(",\"") + name + "\":" + wire::writeJson(*value);
  return core::Result<void>();
}

void appendWord(std::string& body, const char* name, const std::string& word) {
  if (word.empty()) return;
  body += std::string(",\"") + name + "\":";
  wire::appendJsonString(body, word);
}

void appendNodes(std::string& body, const char* name, const std::vector<std::string>& nodes) {
  if (nodes.empty()) return;
  if (nodes.front() == "*") return appendWord(body, name, "*");
  body += std::string(",\"") + name + "\":" + listOf(nodes);
}

core::Result<std::string> configOf(const RunRequest& request) {
  if (request.configurable.empty() && request.recursionLimit <= 0) return std::string();
  std::string config;
  if (const auto added = appendDocument(config, "configurable", request.configurable); !added)
    return added.error();
  if (request.recursionLimit > 0) config += ",\"recursion_limit\":" + std::to_string(request.recursionLimit);
  config.front() = '{';
  return config + "}";
}

}  // namespace

core::Result<QByteArray> runBody(const RunRequest& request) {
  const auto input = wire::parseJson(request.input.empty() ? "null" : request.input);
  if (!input) return broken("input", input.error());
  std::string body = "{\"assistant_id\":";
  wire::appendJsonString(body, request.assistant);
  if (request.command.empty()) {
    body += ",\"input\":" + wire::writeJson(*input);
  } else {
    if (const auto added = appendDocument(body, "command", request.command); !added) return added.error();
  }
  const auto config = configOf(request);
  if (!config) return config.error();
  if (!config->empty()) body += ",\"config\":" + *config;
  if (const auto added = appendDocument(body, "context", request.context); !added) return added.error();
  appendNodes(body, "interrupt_before", request.interruptBefore);
  appendNodes(body, "interrupt_after", request.interruptAfter);
  appendWord(body, "multitask_strategy", request.multitask);
  appendWord(body, "durability", request.durability);
  appendWord(body, "on_completion", request.onCompletion);
  // Resumable, so that the live tail and a second look still find the events for a while.
  body += ",\"stream_mode\":" + listOf(request.streamModes) +
          ",\"stream_subgraphs\":" + (request.subgraphs ? "true" : "false") + ",\"stream_resumable\":true}";
  return QByteArray::fromStdString(body);
}

core::Result<WriteIntent> runIntent(const RunRequest& request) {
  const auto body = runBody(request);
  if (!body) return body.error();
  WriteIntent intent;
  intent.verb = QStringLiteral("start run");
  if (!request.onCompletion.empty()) {
    intent.calls.push_back({"POST", QStringLiteral("/runs/stream"), *body});
    intent.targets.append(QString::fromStdString(request.assistant));
    return intent;
  }
  auto thread = QString::fromStdString(request.threadId);
  if (thread.isEmpty()) {
    thread = QUuid::createUuid().toString(QUuid::WithoutBraces);
    intent.calls.push_back(
        {"POST", QStringLiteral("/threads"), "{\"thread_id\":\"" + thread.toUtf8() + "\"}"});
  }
  intent.calls.push_back({"POST", QStringLiteral("/threads/%1/runs/stream").arg(thread), *body});
  intent.targets.append(thread);
  return intent;
}

}  // namespace heddle::client
