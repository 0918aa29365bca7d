// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/resources.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::api::a2a {

/// A run as A2A sees it.
struct TaskFacts {
  std::string context, task;            // thread, run
  std::string runStatus = "success";    // of a run object
  std::string values, error;            // JSON objects; empty: none
  std::vector<std::string> interrupts;  // JSON objects
};

/// Of what a run's wait answers.
TaskFacts factsOf(std::string context, std::string task, std::string_view result);
TaskFacts factsOf(const core::RunRow& run, const std::optional<core::RunOutcome>& outcome);

std::string taskJson(const TaskFacts& facts, int historyLength);
/// `{"state", "message"}`.
std::string statusJson(const TaskFacts& facts);
/// The assistant's answer; empty: there is none yet.
std::string artifactJson(const TaskFacts& facts);
std::string textArtifact(std::string_view id, std::string_view text);

bool waitsForInput(const TaskFacts& facts);
/// The text of a LangChain message, its blocks joined.
std::string messageText(std::string_view message);

}  // namespace heddle::api::a2a
