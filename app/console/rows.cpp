// SPDX-License-Identifier: Apache-2.0
#include "app/console/rows.h"

#include "models/format/time_text.h"

namespace heddle::console {

namespace {

QString text(std::string_view utf8) {
  return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::optional<qint64> micros(const std::optional<query::Micros>& value) {
  if (!value) return {};
  return static_cast<qint64>(*value);
}

}  // namespace

models::RunRow runRow(const query::RunRecord& record) {
  models::RunRow row;
  row.id = text(record.runId);
  row.threadId = text(record.threadId);
  row.assistantId = text(record.assistantId);
  row.assistantName = text(record.assistantName.empty() ? record.graphId : record.assistantName);
  row.status = core::parseRunStatus(record.status).value_or(core::RunStatus::pending);
  row.createdUs = record.createdAt;
  row.startedUs = micros(record.startedAt);
  row.endedUs = micros(record.endedAt);
  if (record.attempt > 0) row.attempt = record.attempt;
  row.multitask = text(record.multitask);
  row.error = text(record.error).simplified();
  return row;
}

models::ThreadRow threadRow(const query::ThreadRecord& record) {
  models::ThreadRow row;
  row.id = text(record.address.empty() ? record.threadId : record.address);
  row.status = core::parseThreadStatus(record.status).value_or(core::ThreadStatus::idle);
  row.graph = text(record.graphId);
  row.assistantId = text(record.assistantId);
  row.createdUs = record.createdAt;
  row.updatedUs = std::max(record.updatedAt, record.stateUpdatedAt.value_or(record.updatedAt));
  return row;
}

models::AssistantRow assistantRow(const query::AssistantRecord& record) {
  models::AssistantRow row;
  row.id = text(record.assistantId);
  row.name = text(record.name.empty() ? record.graphId : record.name);
  row.graph = text(record.graphId);
  row.description = record.isSystem && record.description.empty()
                        ? QStringLiteral("made by the server for its graph")
                        : text(record.description);
  row.version = record.version;
  row.createdUs = record.createdAt;
  row.updatedUs = record.updatedAt;
  return row;
}

models::CheckpointRow checkpointRow(const query::CheckpointRecord& record) {
  models::CheckpointRow row;
  row.id = text(record.checkpointId);
  row.ns = text(record.ns);
  row.parentId = text(record.parentId);
  row.outerId = text(record.outerId);
  row.source = text(record.source);
  row.step = record.step;
  row.createdUs = record.createdAt;
  row.runId = text(record.runId);
  row.tasks = record.tasks;
  row.interrupts = record.interrupts;
  row.errors = record.errors;
  return row;
}

models::TaskRow taskRow(const query::TaskRecord& record) {
  return {text(record.ns), text(record.checkpointId), text(record.taskId), text(record.node),
          record.failed,   record.interrupted};
}

QString sourceBadge(client::Source source) {
  switch (source) {
    case client::Source::postgres:
      return QStringLiteral("PG");
    case client::Source::redis:
      return QStringLiteral("RD");
    case client::Source::api:
      break;
  }
  return QStringLiteral("API");
}

models::StageRow stageRow(const client::Stage& stage, int index) {
  models::StageRow row;
  row.id = QString::number(index);
  row.source = sourceBadge(stage.source);
  row.title = stage.name;
  switch (stage.result) {
    case client::StageResult::waiting:
      row.state = models::StageState::waiting;
      break;
    case client::StageResult::passed:
      row.state = models::StageState::passed;
      break;
    case client::StageResult::warned:
      row.state = models::StageState::warned;
      break;
    case client::StageResult::failed:
      row.state = models::StageState::failed;
      break;
    case client::StageResult::notReached:
      row.state = models::StageState::notReached;
      break;
  }
  const bool reached =
      row.state != models::StageState::waiting && row.state != models::StageState::notReached;
  if (reached) row.tookUs = stage.time.count();
  row.finding = stage.cause.isEmpty() ? stage.detail : stage.cause;
  row.fix = stage.fix;
  return row;
}

}  // namespace heddle::console
