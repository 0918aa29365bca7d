// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "app/cli/state_reading.h"
#include "app/cli/thread_sources.h"
#include "app/cli/verbs.h"
#include "backend/client/postgres/thread_feed.h"

namespace heddle::cli {
namespace {

using wire::Value;

Value jsonOf(const client::CheckpointContent& content) {
  Value::Array interrupts;
  for (const auto& interrupt : content.state.interrupts) {
    interrupts.push_back(Value::ofObject({{"id", textValue(interrupt.id)},
                                          {"task_id", textValue(interrupt.taskId)},
                                          {"value", interrupt.value}}));
  }
  const auto& row = content.row;
  return Value::ofObject({{"thread_id", textValue(row.threadId)},
                          {"checkpoint_ns", Value::ofString(row.ns)},
                          {"checkpoint_id", textValue(row.checkpointId)},
                          {"parent_checkpoint_id", textValue(row.parentId)},
                          {"run_id", textValue(row.runId)},
                          {"created_at", timeValue(row.createdAt)},
                          {"source", textValue(row.source)},
                          {"step", row.step ? Value::ofInt(*row.step) : Value()},
                          {"values", content.values},
                          {"channels", channelsJson(content.state)},
                          {"interrupts", Value::ofArray(std::move(interrupts))},
                          {"truncated", Value::ofBool(content.truncated)}});
}

}  // namespace

int threadsState(const Arguments& arguments, client::DeploymentSession& session) {
  const auto feed = threadDetailsOf(arguments, session);
  if (!feed) return kFindings;
  // The open savers allow any text as thread id, so nothing is refused here.
  const auto read = readState(arguments, *feed, {arguments.id, arguments.checkpointId});
  if (const auto* code = std::get_if<int>(&read)) return *code;
  const auto& content = *std::get<client::CheckpointContentPtr>(read);
  if (arguments.json) {
    printJson(jsonOf(content), secretsOf(arguments));
    return kFine;
  }
  std::printf("checkpoint %s  step %s  %s\n", content.row.checkpointId.c_str(),
              content.row.step ? std::to_string(*content.row.step).c_str() : "-", content.row.source.c_str());
  for (const auto& channel : content.state.channels) {
    if (!channel.internal && !channel.value.note.empty())
      std::printf("%s: %s\n", channel.name.c_str(), channel.value.note.c_str());
  }
  printIndented(content.values, secretsOf(arguments));
  return kFine;
}

}  // namespace heddle::cli
