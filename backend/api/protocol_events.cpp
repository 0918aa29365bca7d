// SPDX-License-Identifier: Apache-2.0
#include "backend/api/protocol_events.h"

#include "backend/api/json_object.h"
#include "backend/api/stream_filter.h"
#include "backend/wire/json_fields.h"

#include <algorithm>
#include <array>
#include <utility>

namespace heddle::api {
namespace {

constexpr std::string_view kInterrupt = "__interrupt__";
/// Modes whose events mean the same in the protocol.
constexpr std::array<std::string_view, 4> kPlain{"updates", "tools", "tasks", "checkpoints"};

ProtocolEvent plain(std::string_view method, Namespace place, std::string data) {
  return {std::string(method), std::string(method), {}, std::move(place), std::move(data)};
}

std::string withoutInterrupts(const std::string& values) {
  if (values.find(kInterrupt) == std::string::npos) return values;
  JsonObject fields(values);
  if (!fields.has(kInterrupt)) return values;
  fields.remove(kInterrupt);
  return fields.text();
}

void appendFlat(std::string& out, std::string_view json) {
  const auto from = out.size();
  out.append(json);
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(from), out.end(),
      [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

}  // namespace

std::string protocolText(const ProtocolEvent& event, std::string_view eventId, std::int64_t seq,
                         std::int64_t milliseconds) {
  std::string out = R"({"type":"event","event_id":)";
  out += wire::jsonString(eventId);
  out += ",\"seq\":" + std::to_string(seq) + ",\"method\":" + wire::jsonString(event.method);
  out += ",\"params\":{\"namespace\":[";
  for (const auto& segment : event.place) {
    if (&segment != &event.place.front()) out.push_back(',');
    out += wire::jsonString(segment);
  }
  out += "],\"timestamp\":" + std::to_string(milliseconds) + ",\"data\":";
  appendFlat(out, event.data);
  return out + "}}";
}

std::vector<ProtocolEvent> ProtocolRun::eventsOf(const jobs::StreamEvent& event) {
  const std::string_view name = event.event;
  const auto bar = name.find('|');
  const auto mode = name.substr(0, bar);
  auto place = namespaceOf(bar == std::string_view::npos ? std::string_view() : name.substr(bar + 1));
  const auto& data = *event.data;
  if (mode == "values") {
    hadValues_ = hadValues_ || place.empty();
    return {plain(mode, std::move(place), withoutInterrupts(data))};
  }
  if (mode == "updates")
    if (const auto list = wire::fieldText(data, kInterrupt); !list.empty()) {
      note(list, place);
      return {};
    }
  if (mode == "custom") return {plain(mode, std::move(place), "{\"payload\":" + data + "}")};
  if (mode == "protocol:custom") {
    auto told = plain("custom", std::move(place), data);
    told.name = wire::stringFromJson(wire::fieldText(data, "name"));
    return {std::move(told)};
  }
  if (isProtocolEvent(mode)) return {plain(mode.substr(mode.find(':') + 1), std::move(place), data)};
  if (std::find(kPlain.begin(), kPlain.end(), mode) != kPlain.end())
    return {plain(mode, std::move(place), data)};
  return {};
}

/// Told with the run's end: an answer that came before that would find the thread busy. A subgraph's
/// interrupt comes up again at the graphs around it; it counts where it was raised.
void ProtocolRun::note(std::string_view list, const Namespace& place) {
  paused_ = true;
  const auto items = wire::arrayItems(list);
  if (!items) return;
  for (const auto item : *items) {
    const JsonObject interrupt(item);
    if (!asked_.insert(interrupt.string("id")).second) continue;
    const std::string value(interrupt.has("value") ? interrupt.raw("value") : "null");
    // The JavaScript client reads `payload`, the Python one `value`.
    JsonObject data;
    data.set("interrupt_id", std::string(interrupt.raw("id")));
    data.set("payload", value);
    data.set("value", value);
    questions_.push_back({"input.requested", "input", {}, place, data.text()});
  }
}

std::vector<ProtocolEvent> ProtocolRun::ending(const std::optional<core::RunOutcome>& outcome) {
  if (!outcome) return {lifecycle("interrupted", {})};
  std::vector<ProtocolEvent> events;
  if (!hadValues_ && outcome->values && !outcome->values->isNull())
    events.push_back(plain("values", {}, outcome->values->text));
  if (outcome->interrupts) {
    const JsonObject tasks(outcome->interrupts->text);
    for (const auto& [task, list] : tasks.fields())
      note(list, {});
  }
  for (auto& question : questions_)
    events.push_back(std::move(question));
  const bool failed =
      outcome->status == core::RunStatus::error || outcome->status == core::RunStatus::timeout;
  const bool stopped = paused_ || outcome->status == core::RunStatus::interrupted;
  std::string error;
  if (failed && outcome->error)
    error = wire::stringFromJson(wire::fieldText(outcome->error->text, "message"));
  events.push_back(lifecycle(failed ? "failed" : stopped ? "interrupted" : "completed", error));
  return events;
}

ProtocolEvent ProtocolRun::lifecycle(std::string_view word, std::string_view error) const {
  JsonObject data;
  data.setString("event", word);
  data.setString("graph_name", graphId_);
  if (!error.empty()) data.setString("error", error);
  return plain("lifecycle", {}, data.text());
}

}  // namespace heddle::api
