// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/json_rpc.h"
#include "backend/core/uuid.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace heddle::api::a2a {

constexpr int kTaskNotFound = -32001;
constexpr int kTaskNotCancelable = -32002;
constexpr int kPushNotSupported = -32003;
constexpr int kUnsupportedOperation = -32004;
constexpr int kContentTypeNotSupported = -32005;
constexpr int kLongestHistory = 10;

/// What message/send and message/stream bring.
struct Incoming {
  std::optional<core::ThreadId> context;
  std::string task;  // id of a task that waits for input; empty: a new one
  std::string role;  // LangChain's: human, ai
  std::optional<std::string> text;
  std::vector<std::string> files;  // LangChain's content blocks
  JsonObject data;
  bool blocking = true;
  int historyLength = kLongestHistory;
};

std::variant<Incoming, json_rpc::Failure> readMessage(const JsonObject& params);

/// The body of the run that takes the message: as input, or as the answer to an interrupt.
JsonObject inputBody(const Incoming& message, const std::string& assistant);
JsonObject resumeBody(const Incoming& message, const std::string& assistant);

}  // namespace heddle::api::a2a
