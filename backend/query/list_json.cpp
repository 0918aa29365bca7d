// SPDX-License-Identifier: Apache-2.0
#include "backend/query/list_json.h"

#include <chrono>
#include <cstdio>

namespace heddle::query {
namespace {

using wire::Value;

Value labelsValue(const std::vector<std::string>& labels) {
  Value::Array array;
  for (const auto& label : labels)
    array.push_back(Value::ofString(label));
  return Value::ofArray(std::move(array));
}

std::string csvCell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  return out + "\"";
}

}  // namespace

std::string isoTime(Micros time) {
  using namespace std::chrono;
  const sys_time<microseconds> point{microseconds{time}};
  const auto day = floor<days>(point);
  const year_month_day date{day};
  const hh_mm_ss clock{point - day};
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06d+00:00", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

Value timeValue(std::optional<Micros> time) {
  return time && *time != 0 ? Value::ofString(isoTime(*time)) : Value();
}

Value textValue(const std::string& text) {
  return text.empty() ? Value() : Value::ofString(text);
}

Value jsonOf(const RunRecord& run) {
  return Value::ofObject({{"run_id", textValue(run.runId)},
                          {"thread_id", textValue(run.threadId)},
                          {"assistant_id", textValue(run.assistantId)},
                          {"assistant_name", textValue(run.assistantName)},
                          {"graph_id", textValue(run.graphId)},
                          {"status", textValue(run.status)},
                          {"multitask_strategy", textValue(run.multitask)},
                          {"created_at", timeValue(run.createdAt)},
                          {"updated_at", timeValue(run.updatedAt)},
                          {"started_at", timeValue(run.startedAt)},
                          {"ended_at", timeValue(run.endedAt)},
                          {"attempt", Value::ofInt(run.attempt)},
                          {"error", textValue(run.error)}});
}

Value jsonOf(const ThreadRecord& thread) {
  Value row = Value::ofObject({{"thread_id", textValue(thread.threadId)},
                               {"status", textValue(thread.status)},
                               {"graph_id", textValue(thread.graphId)},
                               {"assistant_id", textValue(thread.assistantId)},
                               {"created_at", timeValue(thread.createdAt)},
                               {"updated_at", timeValue(thread.updatedAt)},
                               {"state_updated_at", timeValue(thread.stateUpdatedAt)}});
  if (!thread.saver.empty()) row.members().emplace_back("saver", textValue(thread.saver));
  return row;
}

Value jsonOf(const AssistantRecord& assistant) {
  return Value::ofObject({{"assistant_id", textValue(assistant.assistantId)},
                          {"name", textValue(assistant.name)},
                          {"graph_id", textValue(assistant.graphId)},
                          {"description", textValue(assistant.description)},
                          {"version", Value::ofInt(assistant.version)},
                          {"system", Value::ofBool(assistant.isSystem)},
                          {"created_at", timeValue(assistant.createdAt)},
                          {"updated_at", timeValue(assistant.updatedAt)}});
}

Value jsonOf(const CronRecord& cron) {
  return Value::ofObject({{"cron_id", textValue(cron.cronId)},
                          {"assistant_id", textValue(cron.assistantId)},
                          {"assistant_name", textValue(cron.assistantName)},
                          {"graph_id", textValue(cron.graphId)},
                          {"thread_id", textValue(cron.threadId)},
                          {"schedule", textValue(cron.schedule)},
                          {"timezone", textValue(cron.zone)},
                          {"enabled", cron.enabled ? Value::ofBool(*cron.enabled) : Value()},
                          {"next_run_date", timeValue(cron.nextRun)},
                          {"end_time", timeValue(cron.endTime)},
                          {"on_run_completed", textValue(cron.onRunCompleted)},
                          {"last_fire_at", timeValue(cron.lastFire)},
                          {"last_run_id", textValue(cron.lastRunId)},
                          {"last_status", textValue(cron.lastStatus)},
                          {"created_at", timeValue(cron.createdAt)},
                          {"updated_at", timeValue(cron.updatedAt)}});
}

Value jsonOf(const StoreNamespace& space) {
  return Value::ofObject({{"namespace", labelsValue(space.labels)},
                          {"items", Value::ofInt(space.items)},
                          {"bytes", Value::ofInt(space.bytes)},
                          {"at_least", Value::ofBool(space.atLeast)},
                          {"has_children", Value::ofBool(space.hasChildren)}});
}

Value jsonOf(const StoreItemRecord& item) {
  return Value::ofObject({{"namespace", labelsValue(item.labels)},
                          {"key", Value::ofString(item.key)},
                          {"bytes", Value::ofInt(item.bytes)},
                          {"created_at", timeValue(item.createdAt)},
                          {"updated_at", timeValue(item.updatedAt)},
                          {"expires_at", timeValue(item.expiresAt)},
                          {"ttl_minutes", item.ttlMinutes ? Value::ofInt(*item.ttlMinutes) : Value()},
                          {"preview", Value::ofString(item.preview)}});
}

Value jsonOf(const StoreItemDetail& item) {
  auto value = wire::parseJson(item.value);
  const bool cut = item.truncated || !value;
  auto members = jsonOf(item.row).members();
  members.pop_back();  // the preview: all of it follows
  members.emplace_back("value", value ? std::move(*value) : Value::ofString(item.value));
  members.emplace_back("truncated", Value::ofBool(cut));
  return Value::ofObject(std::move(members));
}

Value contentOf(const AssistantVersion& version) {
  const auto json = [](const std::string& text) {
    auto parsed = wire::parseJson(text);
    return parsed ? std::move(*parsed) : Value::ofString(text);
  };
  return Value::ofObject({{"graph_id", textValue(version.graphId)},
                          {"name", textValue(version.name)},
                          {"description", textValue(version.description)},
                          {"config", json(version.config)},
                          {"context", json(version.context)},
                          {"metadata", json(version.metadata)}});
}

std::string csvHead(const Value& row) {
  std::string line;
  for (const auto& [name, value] : row.members())
    line += (line.empty() ? "" : ",") + csvCell(name);
  return line;
}

std::string csvLine(const Value& row) {
  std::string line;
  for (std::size_t i = 0; i < row.members().size(); ++i) {
    const auto& value = row.members()[i].second;
    if (i > 0) line += ",";
    if (!value.isNull()) line += csvCell(value.isString() ? value.string() : wire::writeJson(value));
  }
  return line;
}

}  // namespace heddle::query
