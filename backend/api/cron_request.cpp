// SPDX-License-Identifier: Apache-2.0
#include "backend/api/cron_request.h"

#include "backend/api/errors.h"
#include "backend/api/json_object.h"
#include "backend/api/run_request.h"
#include "backend/api/searching.h"
#include "backend/jobs/webhook_target.h"
#include "backend/schedule/next_fire.h"
#include "backend/schedule/time_text.h"

namespace heddle::api {
namespace {

const std::vector<std::string> kRunFields{"assistant_id",
                                          "input",
                                          "metadata",
                                          "config",
                                          "context",
                                          "webhook",
                                          "interrupt_before",
                                          "interrupt_after",
                                          "multitask_strategy",
                                          "stream_mode",
                                          "stream_subgraphs",
                                          "stream_resumable",
                                          "durability"};
const std::vector<std::string> kSortable{"created_at",    "cron_id",  "assistant_id", "thread_id",
                                         "next_run_date", "end_time", "updated_at"};
const std::vector<std::string> kSelectable{
    "cron_id",    "assistant_id", "thread_id", "on_run_completed", "end_time",      "schedule", "timezone",
    "created_at", "updated_at",   "user_id",   "payload",          "next_run_date", "metadata", "enabled"};

}  // namespace

core::Result<core::JsonText> cronPayload(std::string_view text, const core::WebhookPolicy& webhooks) {
  JsonObject payload = JsonObject(text).only(kRunFields);
  JsonObject complete = payload;
  if (!complete.has("assistant_id")) complete.setString("assistant_id", "any");
  const auto checked = readRunRequest(complete.text());
  if (!checked) return checked.error();
  if (!checked->webhook.empty()) {
    const auto allowed = jobs::checkWebhook(webhooks, checked->webhook);
    if (!allowed) return allowed.error();
  }
  return core::JsonText{payload.text()};
}

void readCronTiming(Body& body, core::CronTiming& timing) {
  if (const auto schedule = body.text("schedule")) timing.schedule = *schedule;
  if (body.names("timezone")) timing.timezone = body.text("timezone");
  if (body.names("end_time")) {
    timing.endTime.reset();
    if (const auto end = body.text("end_time")) {
      timing.endTime = schedule::timeFromText(*end);
      if (!timing.endTime) body.refuse("end_time", "must be a time such as 2026-12-31T23:59:00+01:00");
    }
  }
  timing.enabled = body.boolean("enabled", timing.enabled);
}

core::Result<void> checkCronTiming(const core::CronTiming& timing) {
  const auto schedule = schedule::CronSchedule::parse(timing.schedule);
  if (!schedule) return schedule.error();
  const std::string zone = timing.timezone.value_or("");
  if (timing.timezone && zone.empty())
    return invalid("Invalid timezone '': it must be an IANA name such as 'Europe/Berlin'.");
  if (const auto known = schedule::checkZone(zone); !known) return known.error();
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (!schedule::nextFire(*schedule, zone, now))
    return invalid("Invalid cron schedule '" + timing.schedule + "': there is no such day.");
  return {};
}

core::CronSearch readCronSearch(Body& body) {
  core::CronSearch query;
  query.threadId = body.id<core::ThreadTag>("thread_id");
  if (body.has("enabled")) query.enabled = body.boolean("enabled", true);
  query.metadata = body.objectOrEmpty("metadata");
  readPage(body, query, kSortable, kSelectable);
  return query;
}

}  // namespace heddle::api
