// SPDX-License-Identifier: Apache-2.0
#include "backend/api/json_rpc.h"

#include "backend/api/json_check.h"
#include "backend/wire/json_fields.h"

#include <algorithm>

namespace heddle::api::json_rpc {
namespace {

bool isId(std::string_view raw) {
  return raw.front() == '"' || raw.front() == '-' || (raw.front() >= '0' && raw.front() <= '9');
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// One entry of an Accept header, without its parameters.
bool admits(std::string_view range, std::string_view type) {
  range = trimmed(range.substr(0, range.find(';')));
  if (range == "*/*") return true;
  if (range.ends_with("/*")) return type.starts_with(range.substr(0, range.size() - 1));
  return std::equal(range.begin(), range.end(), type.begin(), type.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; });
}

Failure invalidRequest(std::string message) {
  return {kInvalidRequest, std::move(message)};
}

}  // namespace

std::variant<Message, Failure> read(std::string_view body) {
  if (firstJsonError(body)) return Failure{kParseError, "The request body is not valid JSON."};
  if (!wire::objectFields(body)) return invalidRequest("The request body must be one JSON-RPC object.");
  const JsonObject fields(body);
  if (fields.string("jsonrpc") != "2.0") return invalidRequest("jsonrpc must be \"2.0\".");
  Message message;
  message.method = fields.string("method");
  if (!fields.has("method") && (fields.has("result") || fields.has("error"))) {
    message.kind = Message::Kind::response;
    return message;
  }
  if (message.method.empty()) return invalidRequest("method must be the name of a method.");
  if (!fields.has("id")) message.kind = Message::Kind::notification;
  message.id = fields.raw("id");
  if (fields.has("id") && !isId(message.id)) return invalidRequest("id must be a string or a number.");
  const auto params = fields.raw("params");
  if (!params.empty() && params != "null" && params.front() != '{')
    return invalidRequest("params must be an object.");
  message.params = JsonObject(params);
  return message;
}

std::string resultText(std::string_view id, std::string_view result) {
  JsonObject envelope;
  envelope.setString("jsonrpc", "2.0");
  envelope.set("id", std::string(id));
  envelope.set("result", std::string(result));
  return envelope.text();
}

std::string failureText(std::string_view id, const Failure& failure) {
  JsonObject error;
  error.set("code", std::to_string(failure.code));
  error.setString("message", failure.message);
  if (!failure.data.empty()) error.set("data", failure.data);
  JsonObject envelope;
  envelope.setString("jsonrpc", "2.0");
  envelope.set("id", id.empty() ? "null" : std::string(id));
  envelope.set("error", error.text());
  return envelope.text();
}

net::Response resultResponse(std::string_view id, std::string_view result) {
  return net::Response::json(resultText(id, result));
}

net::Response failureResponse(std::string_view id, const Failure& failure, int status) {
  return net::Response::json(failureText(id, failure), status);
}

Failure failureOf(const net::Response& refusal) {
  const bool ours = refusal.status >= 500 || refusal.status == 401 || refusal.status == 403;
  auto detail = JsonObject(refusal.body).string("detail");
  return {ours ? kInternalError : kInvalidParams, std::move(detail)};
}

net::Response refusalResponse(std::string_view id, const net::Response& refusal) {
  const bool kept = refusal.status == 401 || refusal.status == 403 || refusal.status == 503;
  auto response = failureResponse(id, failureOf(refusal), kept ? refusal.status : 200);
  response.headers = refusal.headers;
  return response;
}

bool accepts(const net::Request& request, std::string_view type) {
  for (const auto& header : request.headers) {
    if (header.name != "accept") continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      if (admits(rest.substr(0, comma), type)) return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

}  // namespace heddle::api::json_rpc
