// SPDX-License-Identifier: Apache-2.0
#include "backend/query/saver_filter.h"

#include <algorithm>

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

}  // namespace heddle::query
