// SPDX-License-Identifier: Apache-2.0
#include "backend/jobs/quarantine.h"

#include <algorithm>

namespace heddle::jobs {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kLastPatience = 5000ms;

bool isReady(const RunnerSeat& seat) {
  return seat.runner() != nullptr && seat.runner()->state() == RunnerState::ready;
}

}  // namespace

Quarantine::Quarantine(boost::asio::any_io_executor executor, core::Spawner& spawner, SaverService& saver,
                       RunnerProcess::Settings settings, Bounds bounds)
    : spawner_(spawner),
      saver_(saver),
      settings_(std::move(settings)),
      bounds_(bounds),
      executor_(executor),
      tasks_(executor) {
  settings_.role = RunnerRole::quarantine;
  settings_.concurrency = 1;
}

RunnerProcess* Quarantine::place(std::string_view graph) {
  if (closed_) return nullptr;
  bool anyOnItsWay = false;
  for (auto& each : places_) {
    auto* runner = each.seat->runner();
    if (!isReady(*each.seat) && !each.leaves) anyOnItsWay = true;
    if (runner == nullptr || !runner->takesWork() || !runner->hasGraph(graph) || runner->active() > 0)
      continue;
    each.used = Clock::now();
    return runner;
  }
  if (!anyOnItsWay && std::ssize(places_) < bounds_.runners) addSeat();
  return nullptr;
}

void Quarantine::addSeat() {
  auto settings = settings_;
  settings.name += "-" + std::to_string(++made_);
  auto seat = std::make_unique<RunnerSeat>(executor_, spawner_, saver_, std::move(settings));
  seat->start();
  places_.push_back({std::move(seat), Clock::now(), false});
  if (places_.size() == 1) tasks_.spawn(endIdle());
}

/// Ends with the last runner; the next run that needs one starts it anew.
core::Task<void> Quarantine::endIdle() {
  while (!places_.empty()) {
    co_await async::sleepFor(bounds_.idle / 4);
    const auto now = Clock::now();
    for (auto& each : places_)
      if (each.seat->active() > 0) each.used = now;
    const auto idle = std::find_if(places_.begin(), places_.end(), [&](const auto& each) {
      return isReady(*each.seat) && now - each.used > bounds_.idle;
    });
    if (idle == places_.end()) continue;
    idle->leaves = true;
    auto* seat = idle->seat.get();
    co_await seat->retire(kLastPatience);
    std::erase_if(places_, [seat](const auto& each) { return each.seat.get() == seat; });
  }
}

int Quarantine::active() const {
  int active = 0;
  for (const auto& each : places_)
    active += each.seat->active();
  return active;
}

void Quarantine::kill(std::string_view why) {
  for (const auto& each : places_)
    each.seat->kill(why);
}

void Quarantine::drain() {
  closed_ = true;
  for (const auto& each : places_)
    each.seat->drain();
}

core::Task<void> Quarantine::retire(std::chrono::milliseconds patience) {
  drain();
  tasks_.cancel();
  co_await tasks_.join();
  for (const auto& each : places_)
    co_await each.seat->retire(patience);
}

core::Task<void> Quarantine::stop() {
  closed_ = true;
  tasks_.cancel();
  co_await tasks_.join();
  for (const auto& each : places_)
    co_await each.seat->stop();
}

}  // namespace heddle::jobs
