// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/json_object.h"
#include "backend/core/json_text.h"
#include "backend/core/result.h"
#include "backend/core/states.h"
#include "backend/core/uuid.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::api {

/// The body of a run's creation (semantics §4), checked; what the server does not look into stays text.
struct RunRequest {
  std::optional<core::RunId> runId;  // empty: a new one
  std::string assistant;             // UUID or graph id
  std::string input = "null", command = "null";
  core::JsonText metadata{"{}"}, config{"{}"}, context{"{}"};
  std::string checkpoint = "{}";  // JSON object; checkpoint_id of the body is in it
  std::vector<std::string> streamModes;
  core::MultitaskStrategy strategy = core::MultitaskStrategy::enqueue;
  std::chrono::milliseconds after{0};
  bool createThread = false;
  bool keepThread = false;  // stateless: on_completion=keep
  bool cancelOnDisconnect = false;
  bool resumes = false;  // command.resume was given
  std::string webhook;   // empty: none
  JsonObject passed;     // kwargs fields that go to the runner as they came
};

/// Errors: badRequest, invalid.
core::Result<RunRequest> readRunRequest(std::string_view body);

}  // namespace heddle::api
