// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/cron_clock.h"

#include "backend/async/notifier.h"
#include "backend/observe/log.h"
#include "backend/schedule/next_fire.h"

#include <random>
#include <utility>

namespace heddle::jobs {
namespace {

constexpr int kPortion = 50;

}  // namespace

std::optional<core::Moment> nextRunOf(const core::CronTiming& timing, core::Moment now) {
  if (!timing.enabled) return std::nullopt;
  const auto schedule = schedule::CronSchedule::parse(timing.schedule);
  const std::string zone = timing.timezone.value_or("");
  if (!schedule || !schedule::checkZone(zone)) return std::nullopt;
  const auto next = schedule::nextFire(*schedule, zone, std::chrono::floor<std::chrono::seconds>(now));
  if (!next || (timing.endTime && *next > *timing.endTime)) return std::nullopt;
  return *next;
}

CronClock::CronClock(boost::asio::any_io_executor executor, core::CronFires& fires,
                     std::chrono::milliseconds every, Start start)
    : fires_(fires), every_(every), start_(std::move(start)), tasks_(executor) {}

void CronClock::start() {
  if (tasks_.size() > 0) return;
  tasks_.reopen();
  tasks_.spawn(tickAlways());
}

core::Task<void> CronClock::stop() {
  tasks_.cancel();
  co_await tasks_.join();
}

core::Task<void> CronClock::tickAlways() {
  std::minstd_rand random{std::random_device{}()};
  while (true) {
    try {
      co_await tick();
    } catch (const std::exception& failure) {
      if (tasks_.cancelled()) throw;
      observe::error("firing crons failed", {{"error", failure.what()}});
    }
    // Replicas drift apart, so that one does the work and the others find it done.
    std::uniform_int_distribution<std::int64_t> spread(every_.count() * 8 / 10, every_.count());
    co_await async::sleepFor(std::chrono::milliseconds(spread(random)));
  }
}

core::Task<void> CronClock::tick() {
  auto left = co_await fires_.abandoned(kPortion);
  for (auto& abandoned : left) {
    observe::warning("a fire of a cron is started by another replica",
                     {{"cron_id", abandoned.cronId.text()}, {"run_id", abandoned.runId.text()}});
    co_await makeRun(std::move(abandoned));
  }
  while (true) {
    auto due = co_await fires_.due(kPortion);
    const bool more = due.size() == kPortion;
    for (auto& cron : due)
      co_await fire(std::move(cron));
    if (!more) co_return;
  }
}

core::Task<void> CronClock::fire(core::DueCron due) {
  const auto next = nextRunOf(due.timing, due.now);
  const core::RunId run{core::Uuid::timeOrdered()};
  auto recorded = co_await fires_.record(std::move(due), run, next);
  if (recorded) co_await makeRun(std::move(*recorded));
}

core::Task<void> CronClock::makeRun(core::CronFire fire) {
  const core::RunId run = fire.runId;
  const std::string cron = fire.cronId.text();
  std::string failure;
  bool hopeless = false;
  try {
    const auto made = co_await start_(std::move(fire));
    if (made) co_return;
    failure = made.error().message;
    hopeless = made.error().code != core::ErrorCode::unavailable;
  } catch (const std::exception& error) {
    if (tasks_.cancelled()) throw;
    failure = error.what();
  }
  observe::error(hopeless ? "a cron fired in vain" : "a cron's run could not be made yet",
                 {{"cron_id", cron}, {"run_id", run.text()}, {"error", failure}});
  if (hopeless) co_await fires_.giveUp(run);
}

}  // namespace heddle::jobs
