// SPDX-License-Identifier: Apache-2.0
#include "backend/client/api/run_body.h"

namespace heddle::client {
namespace {

std::string listOf(const std::vector<std::string>& words) {
  std::string out = "[";
  for (const auto& word : words) {
    if (out.size() > 1) out.push_back(',');
    wire::appendJsonString(out, word);
  }
  return out + "]";
}

}  // namespace

core::Result<QByteArray> runBody(const RunRequest& request) {
  const auto input = wire::parseJson(request.input.empty() ? "null" : request.input);
  if (!input)
    return core::Error{core::ErrorCode::invalid, "The input is not valid JSON: " + input.error().message};
  std::string body = "{\"assistant_id\":";
  wire::appendJsonString(body, request.assistant);
  if (request.command.empty()) {
    body += ",\"input\":" + wire::writeJson(*input);
  } else {
    const auto command = wire::parseJson(request.command);
    if (!command)
      return core::Error{core::ErrorCode::invalid,
                         "The command is not valid JSON: " + command.error().message};
    body += ",\"command\":" + wire::writeJson(*command);
  }
  // Resumable, so that the live tail and a second look still find the events for a while.
  body += ",\"stream_mode\":" + listOf(request.streamModes) +
          ",\"stream_subgraphs\":true,\"stream_resumable\":true}";
  return QByteArray::fromStdString(body);
}

}  // namespace heddle::client
