// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/group_sql.h"
#include "backend/query/requests.h"

#include <string>
#include <vector>

namespace heddle::query {

// Filters of threads that are known by the names of their checkpoints in Redis: no index answers them, so
// what is read anyway is compared. Pure functions.

/// The first thing of this question that cannot be answered, as a sentence with what can be; or empty.
std::string unanswerable(const ListQuery& query);
/// Whether what is asked of the id holds: it is known before anything is read. Of an answerable question.
bool idMatches(const ListQuery& query, const std::string& threadId);
/// Whether all of the question holds.
bool matches(const ListQuery& query, const ThreadRecord& thread);

/// Why they cannot be grouped by this field, with what they can be grouped by; or empty.
std::string ungroupable(const GroupField& by);
/// Of these rows, the frequent values first; `whole` is left to whoever read them.
Grouping groupThreads(const std::vector<ThreadRecord>& threads, const GroupField& by);

}  // namespace heddle::query
