// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/a2a_task.h"
#include "backend/api/delegation.h"

/// Endpoints that A2A delegates to.
namespace heddle::api::a2a {

/// `{"assistant_id", "name", "description", "messages"}` of the path's `assistant_id`; `messages`: whether
/// the graph's input has them.
core::Task<Answer> describeAssistant(Api& api, net::Request& request);

/// The task of the path's `thread_id` and `run_id`, with as much history as its `history` says.
core::Task<Answer> describeTask(Api& api, net::Request& request);
/// Cancels it and waits for its end, then as describeTask. Error: conflict when it is over already.
core::Task<Answer> cancelTask(Api& api, net::Request& request);

/// A step on the task at `place`, as one of the two above takes it. A task of another assistant than this one
/// is not found; empty: any.
Step taskStep(std::string_view action, Endpoint endpoint, const core::RunPlace& place, std::string assistant,
              int history);

/// What a run's wait answered does not tell a cancelled run from one that came to its end; the run itself
/// does.
core::Task<TaskFacts> settled(Api& api, const net::Request& caller, TaskFacts facts);

}  // namespace heddle::api::a2a
