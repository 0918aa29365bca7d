// SPDX-License-Identifier: Apache-2.0
#include "backend/api/run_result.h"

#include "backend/api/json_object.h"
#include "backend/wire/json_fields.h"

#include <algorithm>

namespace heddle::api {
namespace {

constexpr std::string_view kInterrupt = "__interrupt__";

}  // namespace

void RunResult::takeInterrupts(std::string_view array) {
  const auto items = wire::arrayItems(array);
  if (!items) return;
  for (const auto item : *items) {
    if (std::find(interrupts_.begin(), interrupts_.end(), item) == interrupts_.end())
      interrupts_.emplace_back(item);
  }
}

void RunResult::take(const jobs::StreamEvent& event) {
  if (!event.data) return;
  if (event.event == "error") error_ = event.data;
  if (event.event == "feedback") feedback_ = event.data;
  if (event.event != "values" && event.event != "updates") return;
  const bool interrupted = event.data->find(kInterrupt) != std::string::npos;
  if (!interrupted) {
    if (event.event == "values") values_ = event.data;
    return;
  }
  JsonObject fields(*event.data);
  takeInterrupts(fields.raw(kInterrupt));
  fields.remove(kInterrupt);
  if (event.event == "values" && !fields.empty())
    values_ = std::make_shared<const std::string>(fields.text());
}

void RunResult::take(const core::RunOutcome& outcome) {
  if (outcome.values && !values_) values_ = std::make_shared<const std::string>(outcome.values->text);
  if (outcome.error && !error_) error_ = std::make_shared<const std::string>(outcome.error->text);
  if (!outcome.interrupts || !interrupts_.empty()) return;
  const JsonObject tasks(outcome.interrupts->text);
  for (const auto& [task, array] : tasks.fields())
    takeInterrupts(array);
}

std::string RunResult::json() const {
  if (error_) return "{\"__error__\":" + *error_ + "}";
  if (interrupts_.empty() && !feedback_) return values_ && *values_ != "null" ? *values_ : "{}";
  JsonObject fields(values_ ? std::string_view(*values_) : std::string_view{});
  if (!interrupts_.empty()) fields.set(kInterrupt, jsonArray(interrupts_));
  if (feedback_) fields.set("__feedback__", *feedback_);
  return fields.text();
}

}  // namespace heddle::api
