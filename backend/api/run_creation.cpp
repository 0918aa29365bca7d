// SPDX-License-Identifier: Apache-2.0
#include "backend/api/run_creation.h"

#include "backend/api/assistant_lookup.h"
#include "backend/api/errors.h"
#include "backend/api/run_config.h"
#include "backend/jobs/webhook_target.h"
#include "backend/wire/json_fields.h"

namespace heddle::api {
namespace {

core::Error missing() {
  return notFound("Thread or assistant not found.");
}

/// Takes the input out of `wanted`: it may be most of a large body.
JsonObject kwargsOf(RunRequest& wanted, const RunConfig& config, bool temporary) {
  JsonObject kwargs;
  kwargs.set("input", std::move(wanted.input));
  if (wanted.command != "null") kwargs.set("command", wanted.command);
  kwargs.set("config", config.config);
  kwargs.set("context", config.context);
  std::vector<std::string> modes;
  for (const auto& mode : wanted.streamModes)
    modes.push_back(wire::jsonString(mode));
  kwargs.set("stream_mode", jsonArray(modes));
  kwargs.merge(wanted.passed);
  kwargs.set("temporary", temporary ? "true" : "false");
  return kwargs;
}

std::string kwargsText(RunRequest& wanted, const RunConfig& config, bool temporary,
                       const std::string& checkpoint) {
  auto kwargs = kwargsOf(wanted, config, temporary);
  if (!checkpoint.empty()) kwargs.setString("checkpoint_id", checkpoint);
  return kwargs.text();
}

/// A checkpoint to start from, as the body or config.configurable gives it. Error: invalid when it is no
/// UUID.
core::Result<std::string> startingCheckpoint(const RunRequest& wanted, const RunConfig& config) {
  auto id = JsonObject(wanted.checkpoint).string("checkpoint_id");
  if (id.empty()) id = config.checkpointId;
  if (!id.empty() && !core::Uuid::parse(id)) return invalid("Invalid checkpoint ID: must be a UUID");
  return id;
}

/// checkpoint_ns and checkpoint_map of the body go where LangGraph looks for them.
void addCheckpointPlace(const RunRequest& wanted, ConfigParts& parts) {
  const JsonObject checkpoint(wanted.checkpoint);
  JsonObject config(parts.config);
  JsonObject configurable(config.raw("configurable"));
  for (const auto* key : {"checkpoint_ns", "checkpoint_map"}) {
    const auto raw = checkpoint.raw(key);
    if (!raw.empty() && raw != "null" && raw != "\"\"") configurable.set(key, std::string(raw));
  }
  if (configurable.empty()) return;
  config.set("configurable", configurable.text());
  parts.config = config.text();
}

core::Task<core::Result<ConfigParts>> gatherParts(Api& api, std::optional<core::ThreadId> thread,
                                                  const RunRequest& wanted) {
  const auto assistant = co_await findAssistant(api, wanted.assistant);
  if (!assistant && assistant.error().code == core::ErrorCode::notFound) co_return missing();
  if (!assistant) co_return assistant.error();
  ConfigParts parts;
  parts.assistantConfig = assistant->config;
  parts.assistantContext = assistant->context;
  parts.assistantMetadata = assistant->metadata;
  parts.assistantId = assistant->id;
  parts.graphId = assistant->graphId;
  parts.user = api.user;
  parts.config = wanted.config.text;
  parts.context = wanted.context.text;
  parts.metadata = wanted.metadata.text;
  parts.runId = wanted.runId.value_or(core::RunId{core::Uuid::timeOrdered()});
  parts.threadId = thread.value_or(core::ThreadId{core::Uuid::timeOrdered()});
  if (thread) {
    const auto head = co_await api.services.threads.head(*thread);
    if (head) parts.threadConfig = head->config.text;
    if (!head && head.error().code != core::ErrorCode::notFound) co_return head.error();
    if (!head && !wanted.createThread) co_return missing();
  }
  addCheckpointPlace(wanted, parts);
  co_return parts;
}

}  // namespace

core::Task<core::Result<jobs::CreatedRun>> createRun(Api& api, const net::Request& http,
                                                     std::optional<core::ThreadId> thread, RunRequest wanted,
                                                     bool subscribe) {
  if (!thread && wanted.resumes) co_return badRequest("You must provide a thread_id when resuming.");
  if (!wanted.webhook.empty()) {
    const auto allowed = jobs::checkWebhook(api.options.webhooks, wanted.webhook);
    if (!allowed) co_return allowed.error();
  }
  const auto parts = co_await gatherParts(api, thread, wanted);
  if (!parts) co_return parts.error();
  const auto config = makeRunConfig(*parts, http, api.options.configurableHeaders);
  if (!config) co_return config.error();
  const auto checkpoint = startingCheckpoint(wanted, *config);
  if (!checkpoint) co_return checkpoint.error();

  core::EnqueueRequest request;
  request.runId = parts->runId;
  request.threadId = parts->threadId;
  request.assistantId = parts->assistantId;
  request.graphId = parts->graphId;
  request.temporaryThread = !thread && !wanted.keepThread;
  request.kwargs.text = kwargsText(wanted, *config, request.temporaryThread, *checkpoint);
  request.metadata = std::move(wanted.metadata);
  request.config.text = config->threadConfig;
  request.strategy = wanted.strategy;
  request.createThread = !thread || wanted.createThread;
  request.after = wanted.after;
  jobs::CreateOptions options;
  options.subscribe = subscribe;
  auto created = co_await api.services.runService.create(std::move(request), options);
  if (!created && created.error().code == core::ErrorCode::notFound) co_return missing();
  if (!created && created.error().code == core::ErrorCode::conflict) {
    co_return core::Error{core::ErrorCode::conflict,
                          "Thread is already running a task. Wait for it to finish or choose a different "
                          "multitask strategy."};
  }
  co_return created;
}

std::string runJson(const Api& api, const core::RunRow& run) {
  JsonObject fields;
  fields.setString("run_id", run.runId.text());
  fields.setString("thread_id", run.threadId.text());
  fields.setString("assistant_id", run.assistantId.text());
  fields.setString("created_at", run.createdAt);
  fields.setString("updated_at", run.updatedAt);
  fields.setString("status", core::word(run.status));
  fields.set("metadata", run.metadata.text);
  fields.set("kwargs", run.kwargs.text);
  fields.setString("multitask_strategy", run.multitaskStrategy);
  if (const auto& usual = api.options.tracingProject; !usual.empty()) {
    const auto own = JsonObject(JsonObject(run.kwargs.text).raw("langsmith_tracer")).string("project_name");
    fields.setString("langsmith_session_name", own.empty() ? usual : own);
  }
  return fields.text();
}

}  // namespace heddle::api
