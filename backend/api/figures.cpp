// SPDX-License-Identifier: Apache-2.0
#include "backend/api/figures.h"

#include "backend/api/json_object.h"
#include "backend/api/run_figures.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace heddle::api {
namespace {

std::string numberText(double value) {
  char digits[64];
  if (!std::isfinite(value)) value = 0;
  const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr;
  return std::string(digits, end);
}

/// Where a figure stands in the JSON form.
std::string_view groupOf(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kGroups[] = {
      {"num_", "queue"},       {"oldest_", "queue"},     {"run_", "runs"},
      {"workers_", "workers"}, {"pg_pool_", "postgres"}, {"redis_", "redis"}};
  for (const auto& [start, group] : kGroups)
    if (name.starts_with(start)) return group;
  return "server";
}

}  // namespace

core::Task<std::vector<Figure>> figuresOf(Api& api) {
  const auto depth = co_await api.services.figures.queue();
  const auto runners = api.services.runners.info();
  std::vector<Figure> figures;
  const auto gauge = [&figures](const char* name, const char* help, double value) {
    figures.push_back({name, "", help, value, false});
  };
  gauge("num_pending_runs", "Runs that wait for a worker or for their thread.",
        static_cast<double>(depth.ready + depth.waiting));
  gauge("num_running_runs", "Runs that are being executed.", static_cast<double>(depth.leased));
  gauge("oldest_pending_run_seconds", "Age of the oldest run that could start.", depth.oldestReadySeconds);
  const auto webhooks = co_await api.services.figures.webhooks();
  gauge("webhook_pending", "Webhooks to be sent, those of failed tries among them.",
        static_cast<double>(webhooks.pending));
  gauge("webhook_parked_total", "Webhooks given up.", static_cast<double>(webhooks.parked));
  gauge("workers_max", "Runs this replica executes at once.", runners.workersMax);
  gauge("workers_active", "Runs this replica executes now.", runners.workersActive);
  gauge("workers_available", "Free places of this replica.", runners.workersMax - runners.workersActive);
  gauge("clock_offset_seconds", "This machine's clock minus the database's; beyond 1 s nothing is claimed.",
        std::chrono::duration<double>(api.services.runService.state().clockOffset).count());
  gauge("redis_up", "Whether Redis can be asked.", api.services.figures.redisUp() ? 1 : 0);
  gauge("runners_blocked", "Runners of this replica whose event loop does not turn.", runners.workersBlocked);
  tellRuns(api.services.runService.state().runs, figures);
  const auto streams = api.services.runService.state().streams;
  const auto counter = [&figures](const char* name, const char* help, std::int64_t value) {
    figures.push_back({name, "", help, static_cast<double>(value), true});
  };
  counter("stream_gaps_total", "Gaps told to listeners: events that were lost for them.", streams.gaps);
  counter("stream_refills_asked_total", "Times another replica was asked for events.", streams.refillsAsked);
  counter("stream_refills_served_total", "Times another replica was sent events again.",
          streams.refillsServed);
  if (api.services.ownFigures)
    for (auto& figure : api.services.ownFigures())
      figures.push_back(std::move(figure));
  co_return figures;
}

std::string figuresText(const std::vector<Figure>& figures, std::string_view prefix) {
  std::string out;
  std::string_view last;
  for (const auto& figure : figures) {
    if (figure.name != last) {
      out.append("# HELP ").append(prefix).append(figure.name).append(" ").append(figure.help).append("\n");
      out.append("# TYPE ").append(prefix).append(figure.name);
      out.append(figure.counter ? " counter\n" : " gauge\n");
      last = figure.name;
    }
    out.append(prefix).append(figure.name);
    if (!figure.labels.empty()) out.append("{").append(figure.labels).append("}");
    out.append(" ").append(numberText(figure.value)).append("\n");
  }
  return out;
}

std::string figuresJson(const std::vector<Figure>& figures) {
  JsonObject out;
  for (const auto& figure : figures) {
    JsonObject group(out.raw(groupOf(figure.name)));
    const auto key = figure.labels.empty() ? figure.name : figure.name + "{" + figure.labels + "}";
    group.set(key, numberText(figure.value));
    out.set(groupOf(figure.name), group.text());
  }
  return out.text();
}

}  // namespace heddle::api
