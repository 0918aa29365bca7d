// SPDX-License-Identifier: Apache-2.0
#include "backend/query/saver_filter.h"

#include <algorithm>
#include <map>

namespace heddle::query {
namespace {

bool isAnswerable(const FilterTerm& term) {
  const auto& field = term.field;
  const bool known =
      field.empty() || field == "id" || field == "status" || field == "graph" || field == "assistant";
  return known && std::all_of(term.values.begin(), term.values.end(),
                              [](const FilterValue& value) { return value.match == Match::equals; });
}

/// As in the lists of Postgres: an id by its beginning unless it is quoted, a word alone in any short text.
bool holds(const FilterTerm& term, const FilterValue& value, const ThreadRecord& thread) {
  const auto& text = value.text;
  if (term.field == "id") return value.quoted ? thread.threadId == text : thread.threadId.starts_with(text);
  if (term.field == "status") return thread.status == text;
  if (term.field == "graph") return thread.graphId == text;
  if (term.field == "assistant") return thread.assistantId == text;
  return thread.threadId == text || thread.graphId.find(text) != std::string::npos ||
         thread.assistantId.find(text) != std::string::npos;
}

bool holds(const FilterTerm& term, const ThreadRecord& thread) {
  const bool any = std::any_of(term.values.begin(), term.values.end(),
                               [&](const FilterValue& value) { return holds(term, value, thread); });
  return any != term.negated;
}

std::string valueOf(const ThreadRecord& thread, const std::string& field) {
  return field == "status" ? thread.status : field == "graph" ? thread.graphId : thread.assistantId;
}

std::string termOf(const std::string& field, const std::string& value) {
  FilterTerm term;
  term.field = field;
  FilterValue one;
  one.text = value;
  term.values.push_back(std::move(one));
  return printTerm(term);
}

}  // namespace

std::string unanswerable(const ListQuery& query) {
  constexpr auto kCan = " Threads in Redis are found by id, status, graph and assistant.";
  if (query.filter.sort || query.after)
    return "Checkpoints in Redis have no index to sort or page threads by.";
  for (const auto& term : query.filter.terms) {
    if (!isAnswerable(term))
      return "Checkpoints in Redis have no index that answers `" + printTerm(term) + "`." + kCan;
  }
  return {};
}

bool idMatches(const ListQuery& query, const std::string& threadId) {
  if (!query.threadId.empty() && query.threadId != threadId) return false;
  ThreadRecord thread;
  thread.threadId = threadId;
  return std::all_of(query.filter.terms.begin(), query.filter.terms.end(),
                     [&](const FilterTerm& term) { return term.field != "id" || holds(term, thread); });
}

bool matches(const ListQuery& query, const ThreadRecord& thread) {
  const auto& statuses = query.statuses;
  if (!statuses.empty() && std::find(statuses.begin(), statuses.end(), thread.status) == statuses.end())
    return false;
  if (!query.assistantId.empty() && query.assistantId != thread.assistantId) return false;
  return idMatches(query, thread.threadId) &&
         std::all_of(query.filter.terms.begin(), query.filter.terms.end(),
                     [&](const FilterTerm& term) { return holds(term, thread); });
}

std::string ungroupable(const GroupField& by) {
  const auto& name = by.name;
  if (by.path.empty() && (name == "status" || name == "graph" || name == "assistant")) return {};
  std::string text = name;
  for (const auto& step : by.path)
    text += "." + step;
  return "Threads in Redis are grouped by status, graph or assistant, which are read anyway, not by `" +
         text + "`.";
}

Grouping groupThreads(const std::vector<ThreadRecord>& threads, const GroupField& by) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& thread : threads)
    ++counts[valueOf(thread, by.name)];
  Grouping out;
  out.scanned = out.matching = static_cast<std::int64_t>(threads.size());
  for (const auto& [value, rows] : counts)
    out.groups.push_back(
        {value, rows, value.empty() ? std::string() : termOf(by.name, value), value.empty()});
  std::stable_sort(out.groups.begin(), out.groups.end(),
                   [](const Group& a, const Group& b) { return a.rows > b.rows; });
  while (out.groups.size() > static_cast<std::size_t>(kMostGroups)) {
    out.others += out.groups.back().rows;
    out.groups.pop_back();
  }
  return out;
}

}  // namespace heddle::query
