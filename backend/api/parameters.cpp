// SPDX-License-Identifier: Apache-2.0
#include "backend/api/parameters.h"

#include "backend/api/errors.h"
#include "backend/api/json_check.h"
#include "backend/wire/json_fields.h"

#include <charconv>

namespace heddle::api {

core::Result<core::ThreadId> threadIdIn(const net::Request& request) {
  const auto id = core::ThreadId::parse(request.param("thread_id"));
  if (!id) return invalid("Invalid thread ID: must be a UUID");
  return *id;
}

core::Result<core::RunId> runIdIn(const net::Request& request) {
  const auto id = core::RunId::parse(request.param("run_id"));
  if (!id) return invalid("Invalid run ID: must be a UUID");
  return *id;
}

core::Result<core::CronId> cronIdIn(const net::Request& request) {
  const auto id = core::CronId::parse(request.param("cron_id"));
  if (!id) return invalid("Invalid cron ID: must be a UUID");
  return *id;
}

core::Result<core::CancelAction> cancelActionIn(const net::Request& request) {
  const auto word = request.query.find("action").value_or("interrupt");
  const auto action = core::parseCancelAction(word.empty() ? "interrupt" : word);
  if (!action) return invalid("action: must be one of interrupt, rollback.");
  return *action;
}

core::Result<std::optional<jobs::EventId>> lastEventIdIn(const net::Request& request) {
  const auto text = request.header("last-event-id");
  if (!text || text->empty()) return std::optional<jobs::EventId>{};
  const auto id = jobs::EventId::parse(*text);
  if (!id) return invalid("Last-Event-ID is not an id of this server's streams.");
  return id;
}

std::vector<std::string> queryList(const net::Query& query, std::string_view name) {
  std::vector<std::string> found;
  for (auto value : query.all(name)) {
    if (value.starts_with('[') && !firstJsonError(value)) {
      const auto items = wire::arrayItems(value);
      for (const auto item : *items)
        found.push_back(wire::stringFromJson(item));
      continue;
    }
    while (!value.empty()) {
      const auto comma = value.find(',');
      if (comma != 0) found.emplace_back(value.substr(0, comma));
      value = comma == std::string_view::npos ? std::string_view{} : value.substr(comma + 1);
    }
  }
  return found;
}

std::vector<std::string> namespaceIn(const net::Query& query) {
  std::vector<std::string> labels;
  for (const auto value : query.all("namespace")) {
    if (value.starts_with('[') && !firstJsonError(value)) {
      const auto items = wire::arrayItems(value);
      for (const auto item : *items)
        labels.push_back(wire::stringFromJson(item));
      continue;
    }
    for (std::size_t from = 0; !value.empty() && from != std::string_view::npos;) {
      const auto dot = value.find('.', from);
      labels.emplace_back(value.substr(from, dot - from));
      from = dot == std::string_view::npos ? dot : dot + 1;
    }
  }
  return labels;
}

bool queryFlag(const net::Query& query, std::string_view name, bool fallback) {
  const auto value = query.find(name);
  if (!value || value->empty()) return fallback;
  return *value == "true" || *value == "True" || *value == "1" || *value == "yes";
}

core::Result<int> queryInteger(const net::Query& query, std::string_view name, int fallback, int least,
                               int most) {
  const auto value = query.find(name);
  if (!value || value->empty()) return fallback;
  int number = 0;
  const auto [end, ec] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (ec != std::errc{} || end != value->data() + value->size() || number < least || number > most) {
    return invalid(std::string(name) + ": must be an integer from " + std::to_string(least) + " to " +
                   std::to_string(most) + ".");
  }
  return number;
}

}  // namespace heddle::api
