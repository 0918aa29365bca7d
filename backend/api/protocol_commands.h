// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

#include <optional>
#include <string>
#include <string_view>

namespace heddle::api {

/// `{id, method, params}` of the event protocol.
struct ProtocolCommand {
  std::string id;  // the number's text
  std::string method;
  std::string params = "{}";  // JSON object

  /// Of valid JSON text; empty when the envelope is wrong.
  static std::optional<ProtocolCommand> read(std::string_view text);
  /// The answer to a wrong envelope.
  static std::string malformed(std::string_view text);
};

/// What a command comes to: the JSON of `result`, and the number that events of what it started lie above.
struct CommandResult {
  std::string json = "{}";
  std::int64_t appliedThrough = 0;
};
/// In the protocol's own words: `code` is one of semantics §8.
struct CommandFailure {
  std::string code, message;
};

std::string successReply(const ProtocolCommand& command, const CommandResult& result,
                         const core::ThreadId& thread);
std::string errorReply(const std::string& id, const CommandFailure& failure);

/// Carries a command out and answers with the envelope to send back. Subscriptions belong to sockets and are
/// refused here. Error: unavailable.
core::Task<core::Result<std::string>> answerCommand(Api& api, const net::Request& http, core::ThreadId thread,
                                                    ProtocolCommand command);

}  // namespace heddle::api
