// SPDX-License-Identifier: Apache-2.0
#include "backend/api/run_request.h"

#include "backend/api/body.h"

#include <algorithm>
#include <limits>

namespace heddle::api {
namespace {

const std::vector<std::string> kStreamModes{"values", "messages",    "messages-tuple", "updates", "events",
                                            "tasks",  "checkpoints", "debug",          "custom",  "tools"};

/// What LangGraph would stumble over in the middle of the run.
void checkConfig(Body& body, const core::JsonText& config) {
  auto fields = *Body::read(config.text);
  fields.integer("recursion_limit", 25, 1, std::numeric_limits<int>::max());
  fields.list("tags");
  fields.object("configurable");
  fields.object("metadata");
  if (fields.error()) body.refuse("config", fields.error()->message);
}

std::string rawOrNull(const Body& body, std::string_view key) {
  const auto raw = body.raw(key);
  return raw.empty() ? "null" : std::string(raw);
}

void readModes(Body& body, RunRequest& request) {
  request.streamModes = body.strings("stream_mode");
  for (const auto& mode : request.streamModes) {
    if (std::find(kStreamModes.begin(), kStreamModes.end(), mode) == kStreamModes.end()) {
      body.refuse("stream_mode", "'" + mode + "' is not a stream mode");
    }
  }
  if (request.streamModes.empty()) request.streamModes.emplace_back("values");
}

/// "*" or a list of node names.
void readBreakpoints(Body& body, RunRequest& request) {
  for (const auto* key : {"interrupt_before", "interrupt_after"}) {
    const auto raw = body.raw(key);
    if (raw.empty()) continue;
    if (raw.front() == '[') body.strings(key);
    if (raw.front() != '[' && raw != "\"*\"") body.refuse(key, "must be \"*\" or a list of nodes");
    request.passed.set(key, std::string(raw));
  }
}

void readCheckpoint(Body& body, RunRequest& request) {
  JsonObject checkpoint(body.objectOrEmpty("checkpoint").text);
  if (const auto id = body.text("checkpoint_id")) checkpoint.setString("checkpoint_id", *id);
  request.checkpoint = checkpoint.text();
}

void readDurability(Body& body, RunRequest& request) {
  const auto given = body.text("durability");
  if (given) {
    if (!core::parseDurability(*given)) body.refuse("durability", "must be one of sync, async, exit");
    request.passed.setString("durability", *given);
  } else if (body.has("checkpoint_during")) {
    const bool during = body.boolean("checkpoint_during", true);
    request.passed.set("checkpoint_during", during ? "true" : "false");
    request.passed.setString("durability", during ? "async" : "exit");
  }
}

void readWebhook(Body& body, RunRequest& request) {
  const auto webhook = body.text("webhook");
  if (!webhook) return;
  if (webhook->empty() || webhook->size() > 65536) body.refuse("webhook", "must have 1 to 65536 characters");
  request.webhook = *webhook;
  request.passed.setString("webhook", *webhook);
}

void readPlace(Body& body, RunRequest& request) {
  const auto strategy = body.choice("multitask_strategy", {"enqueue", "reject", "interrupt", "rollback"});
  request.strategy = *core::parseMultitaskStrategy(strategy);
  request.createThread = body.choice("if_not_exists", {"reject", "create"}) == "create";
  request.keepThread = body.choice("on_completion", {"delete", "keep"}) == "keep";
  request.cancelOnDisconnect = body.choice("on_disconnect", {"continue", "cancel"}) == "cancel";
  const double seconds = body.number("after_seconds").value_or(0);
  if (seconds < 0 || seconds > 1e9) body.refuse("after_seconds", "must be a number of seconds from now");
  request.after = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

/// Where the trace of the run goes, and what may be said of it there.
void readTracing(Body& body, RunRequest& request) {
  if (!body.list("feedback_keys").empty())
    request.passed.set("feedback_keys", std::string(body.raw("feedback_keys")));
  const auto tracer = body.object("langsmith_tracer");
  if (!tracer || !tracer->text.starts_with('{')) return;
  auto fields = *Body::read(tracer->text);
  fields.text("project_name");
  if (const auto id = fields.text("example_id"); id && !core::Uuid::parse(*id))
    fields.refuse("example_id", "must be a UUID");
  if (fields.error()) body.refuse("langsmith_tracer", fields.error()->message);
  request.passed.set("langsmith_tracer", tracer->text);
}

}  // namespace

core::Result<RunRequest> readRunRequest(std::string_view text) {
  auto body = Body::read(text);
  if (!body) return body.error();
  RunRequest request;
  request.assistant = body->textOr("assistant_id", "");
  if (request.assistant.empty()) body->refuse("assistant_id", "is required");
  request.input = rawOrNull(*body, "input");
  const auto command = body->object("command");
  if (command) request.command = command->text;
  const JsonObject commandFields(request.command);
  request.resumes = commandFields.has("resume") && commandFields.raw("resume") != "null";
  request.metadata = body->objectOrEmpty("metadata");
  request.config = body->objectOrEmpty("config");
  request.context = body->objectOrEmpty("context");
  if (request.config.text.starts_with('{')) checkConfig(*body, request.config);
  readCheckpoint(*body, request);
  readModes(*body, request);
  readBreakpoints(*body, request);
  readWebhook(*body, request);
  readDurability(*body, request);
  readPlace(*body, request);
  readTracing(*body, request);
  if (body->boolean("strict_resume", false)) request.passed.set("strict_resume", "true");
  request.passed.set("subgraphs", body->boolean("stream_subgraphs", false) ? "true" : "false");
  request.passed.set("resumable", body->boolean("stream_resumable", false) ? "true" : "false");
  if (body->error()) return *body->error();
  return request;
}

}  // namespace heddle::api
