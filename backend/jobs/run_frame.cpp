// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/run_frame.h"

#include "backend/wire/json_fields.h"

#include <algorithm>

namespace heddle::jobs {
namespace {

using wire::fieldText;
using wire::jsonString;

void add(std::string& json, std::string_view key, std::string_view value) {
  if (value.empty() || value == "null") return;
  json += ",\"";
  json += key;
  json += "\":";
  json += value;
}

std::optional<core::JsonText> present(std::string_view json, std::string_view key) {
  const auto value = fieldText(json, key);
  if (value.empty() || value == "null") return std::nullopt;
  return core::JsonText{std::string(value)};
}

}  // namespace

std::optional<std::uint64_t> checkpointTime(std::string_view id) {
  const auto uuid = core::Uuid::parse(id);
  if (!uuid || (uuid->bytes[6] >> 4U) != 6) return std::nullopt;
  std::uint64_t time = 0;
  for (std::size_t i = 0; i < 6; ++i)
    time = (time << 8U) | uuid->bytes[i];
  const std::uint64_t low = (std::uint64_t{uuid->bytes[6]} & 0x0fU) << 8U | uuid->bytes[7];
  return (time << 12U) | low;
}

std::string runFrameBody(const core::ClaimedRun& run) {
  const auto& kwargs = run.kwargs.text;
  // Whatever the attempt: a run handed on by a stopping replica keeps its number.
  const bool resumed = run.headIsOurs;
  std::string json =
      "{\"run_id\":\"" + run.slot.runId.value_or(core::RunId{}).text() + "\",\"thread_id\":\"" +
      run.slot.threadId.text() + "\",\"assistant_id\":\"" + run.assistantId.text() +
      "\",\"graph_id\":" + jsonString(run.graphId) + ",\"attempt\":" + std::to_string(run.attempt) +
      ",\"fence\":" + std::to_string(run.slot.fence) + ",\"resumed\":" + (resumed ? "true" : "false");
  if (run.headCheckpointId)
    if (const auto time = checkpointTime(*run.headCheckpointId))
      add(json, "head_time", std::to_string(*time));
  if (!resumed)
    for (const auto* key : {"input", "command", "checkpoint_id"})
      add(json, key, fieldText(kwargs, key));
  for (const auto* key :
       {"config", "context", "stream_mode", "subgraphs", "interrupt_before", "interrupt_after", "durability",
        "feedback_keys", "strict_resume", "langsmith_tracer"})
    add(json, key, fieldText(kwargs, key));
  add(json, "metadata", run.metadata.text);
  return json + "}";
}

std::string_view streamModesOf(const core::JsonText& kwargs) {
  return fieldText(kwargs.text, "stream_mode");
}

bool isResumable(const core::JsonText& kwargs) {
  return fieldText(kwargs.text, "resumable") == "true";
}

bool speaksProtocol(const core::JsonText& kwargs) {
  const auto modes = wire::arrayItems(streamModesOf(kwargs));
  return modes && std::find(modes->begin(), modes->end(), "\"protocol\"") != modes->end();
}

core::Durability durabilityOf(const core::JsonText& kwargs) {
  const auto word = wire::stringFromJson(fieldText(kwargs.text, "durability"));
  return core::parseDurability(word).value_or(core::Durability::async);
}

core::JsonText errorJson(std::string_view name, std::string_view message) {
  return {"{\"error\":" + jsonString(name) + ",\"message\":" + jsonString(message) + "}"};
}

core::Result<EndFrame> readEndFrame(std::string_view body) {
  if (!wire::objectFields(body))
    return core::Error{core::ErrorCode::invalid,
                       "a runner ended a run with something else than a JSON object"};
  EndFrame end;
  const auto status = wire::stringFromJson(fieldText(body, "status"));
  end.handedOff = status == "handed_off";
  auto& finish = end.finish;
  finish.status = status == "error"         ? core::RunStatus::error
                  : status == "interrupted" ? core::RunStatus::interrupted
                                            : core::RunStatus::success;
  finish.values = present(body, "values");
  finish.next = present(body, "next");
  finish.interrupts = present(body, "interrupts");
  finish.snapshot = present(body, "state");
  if (const auto error = present(body, "error")) {
    end.errorName = wire::stringFromJson(fieldText(error->text, "error"));
    finish.error = errorJson(end.errorName, wire::stringFromJson(fieldText(error->text, "message")));
  }
  return end;
}

}  // namespace heddle::jobs
