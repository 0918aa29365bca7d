// SPDX-License-Identifier: Apache-2.0
#include "backend/query/list_json.h"

#include <chrono>
#include <cstdio>

namespace heddle::query {
namespace {

using wire::Value;

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
  return Value::ofObject({{"thread_id", textValue(thread.threadId)},
                          {"status", textValue(thread.status)},
                          {"graph_id", textValue(thread.graphId)},
                          {"assistant_id", textValue(thread.assistantId)},
                          {"created_at", timeValue(thread.createdAt)},
                          {"updated_at", timeValue(thread.updatedAt)},
                          {"state_updated_at", timeValue(thread.stateUpdatedAt)}});
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
