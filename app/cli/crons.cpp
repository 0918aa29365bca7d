// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "app/cli/verbs.h"
#include "backend/client/postgres/cron_feed.h"
#include "backend/core/uuid.h"
#include "backend/query/list_json.h"
#include "backend/schedule/cron_words.h"
#include "backend/schedule/forecast.h"

#include <chrono>

namespace heddle::cli {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using wire::Value;

constexpr std::size_t kNextFires = 5;
constexpr query::Micros kSecond = 1'000'000;

/// What it will do, by its own schedule; nothing while it is paused.
std::vector<sys_seconds> nextFires(const query::CronRecord& cron) {
  if (!cron.isOn()) return {};
  schedule::Scheduled scheduled{cron.schedule, cron.zone, std::nullopt};
  if (cron.endTime) scheduled.end = sys_seconds(seconds(*cron.endTime / kSecond));
  const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
  return schedule::nextFires(scheduled, now, kNextFires);
}

Value jsonOf(const query::CronDetail& detail, Secrets secrets) {
  auto members = query::jsonOf(detail.row).members();
  Value::Array next, fires;
  for (const auto at : nextFires(detail.row))
    next.push_back(timeValue(at.time_since_epoch().count() * kSecond));
  for (const auto& fire : detail.fires) {
    fires.push_back(Value::ofObject({{"fire_at", timeValue(fire.at)},
                                     {"run_id", textValue(fire.runId)},
                                     {"thread_id", textValue(fire.threadId)},
                                     {"status", textValue(fire.status)}}));
  }
  members.emplace_back("in_words", textValue(schedule::wordsFor(detail.row.schedule)));
  members.emplace_back("next_fires", Value::ofArray(std::move(next)));
  members.emplace_back("fires", Value::ofArray(std::move(fires)));
  members.emplace_back("payload", jsonValue(detail.payload, secrets));
  members.emplace_back("metadata", jsonValue(detail.metadata, secrets));
  members.emplace_back("user_id", textValue(detail.userId));
  return Value::ofObject(std::move(members));
}

void print(const query::CronDetail& detail, Secrets secrets) {
  const auto& cron = detail.row;
  const auto line = [](const char* name, const std::string& value) {
    if (!value.empty()) std::printf("%-10s %s\n", name, value.c_str());
  };
  line("cron", cron.cronId);
  line("schedule", cron.schedule + "  (" + schedule::wordsFor(cron.schedule) + ")");
  line("zone", cron.zone.empty() ? "UTC" : cron.zone);
  line("state", cron.isOn() ? "enabled" : "paused");
  line("assistant", cron.assistantName.empty() ? cron.assistantId : cron.assistantName);
  line("thread", cron.threadId.empty() ? "a new one for every fire" : cron.threadId);
  if (cron.endTime) line("ends", localTime(*cron.endTime));
  for (const auto at : nextFires(cron))
    line("next", schedule::zonedText(at, cron.zone));
  for (const auto& fire : detail.fires)
    line("fired", localTime(fire.at) + "  " + (fire.status.empty() ? "-" : fire.status) + "  " + fire.runId);
  printIndented(jsonValue(detail.payload, secrets), secrets);
}

}  // namespace

int cronsShow(const Arguments& arguments, client::DeploymentSession& session) {
  if (!core::Uuid::parse(arguments.id))
    return complain(kUsage, "“" + arguments.id + "” is no cron id; an id is a UUID.");
  auto* postgres = postgresOf(session);
  if (postgres == nullptr) return kFindings;
  client::CronFeed feed(*postgres);
  const auto answer = answerOf<query::CronDetail>(feed, &client::CronFeed::detailLoaded,
                                                  [&] { feed.loadDetail(arguments.id); });
  if (const auto* error = std::get_if<client::SourceError>(&answer)) return complain(*error);
  const auto& detail = std::get<query::CronDetail>(answer);
  if (arguments.json)
    printJson(jsonOf(detail, secretsOf(arguments)), secretsOf(arguments));
  else
    print(detail, secretsOf(arguments));
  return kFine;
}

}  // namespace heddle::cli
