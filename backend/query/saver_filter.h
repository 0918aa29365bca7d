// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/requests.h"

#include <string>

namespace heddle::query {

// Filters of threads that are known by the names of their checkpoints in Redis: no index answers them, so
// what is read anyway is compared. Pure functions.

/// The first thing of this question that cannot be answered, as a sentence with what can be; or empty.
std::string unanswerable(const ListQuery& query);
/// Whether what is asked of the id holds: it is known before anything is read. Of an answerable question.
bool idMatches(const ListQuery& query, const std::string& threadId);
/// Whether all of the question holds.
bool matches(const ListQuery& query, const ThreadRecord& thread);

}  // namespace heddle::query
