// SPDX-License-Identifier: Apache-2.0
#include "backend/api/protocol_tree.h"

#include "backend/api/json_object.h"
#include "backend/api/protocol_filter.h"
#include "backend/wire/json_fields.h"

#include <map>

#include <boost/asio/awaitable.hpp>

namespace heddle::api {
namespace {

struct Graph {
  std::string status, name;
};
/// In the order of their names, so a graph stands before those inside it.
using Graphs = std::map<Namespace, Graph>;

bool isInside(const Namespace& outer, const Namespace& inner) {
  return inner.size() > outer.size() && std::equal(outer.begin(), outer.end(), inner.begin());
}

/// The graph at `at`, which moves behind everything inside it.
std::string treeJson(const Graphs& graphs, Graphs::const_iterator& at) {
  const auto place = at->first;
  const auto graph = at->second;
  std::vector<std::string> segments, children;
  for (const auto& segment : place)
    segments.push_back(wire::jsonString(segment));
  ++at;
  while (at != graphs.end() && isInside(place, at->first))
    children.push_back(treeJson(graphs, at));
  JsonObject json;
  json.set("namespace", jsonArray(segments));
  json.setString("status", graph.status);
  json.setString("graph_name", graph.name);
  if (!children.empty()) json.set("children", jsonArray(children));
  return json.text();
}

void note(Graphs& graphs, const jobs::StreamEvent& event) {
  constexpr std::string_view kMode = "protocol:lifecycle|";
  if (!event.event.starts_with(kMode)) return;
  auto& graph = graphs[namespaceOf(std::string_view(event.event).substr(kMode.size()))];
  const JsonObject data(*event.data);
  graph.status = data.string("event") == "started" ? "running" : data.string("event");
  if (const auto name = data.string("graph_name"); !name.empty()) graph.name = name;
}

std::string statusWord(core::RunStatus status) {
  switch (status) {
    case core::RunStatus::success:
      return "completed";
    case core::RunStatus::error:
    case core::RunStatus::timeout:
      return "failed";
    case core::RunStatus::interrupted:
      return "interrupted";
    default:
      return "running";
  }
}

}  // namespace

core::Task<core::Result<std::string>> graphTree(Api& api, core::ThreadId thread, core::RunId run) {
  using ItemKind = jobs::StreamItem::Kind;
  const auto row = co_await api.services.runs.get(thread, run);
  if (!row) co_return row.error();
  Graphs graphs;
  graphs[{}] = {statusWord(row->status), JsonObject(row->metadata.text).string("graph_id")};
  auto subscription = co_await api.services.runService.follow(thread, run, jobs::EventId{});
  if (!subscription) co_return subscription.error();
  while (true) {
    const auto item = co_await (*subscription)->next(std::chrono::milliseconds(0));
    if (item.kind == ItemKind::end || item.kind == ItemKind::idle) break;
    if (item.kind == ItemKind::event) note(graphs, item.event);
  }
  auto at = graphs.cbegin();
  co_return treeJson(graphs, at);
}

}  // namespace heddle::api
