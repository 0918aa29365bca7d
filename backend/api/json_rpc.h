// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/json_object.h"
#include "backend/net/message.h"

#include <string>
#include <string_view>
#include <variant>

/// The framing that MCP and A2A share: JSON-RPC 2.0, one message per request.
namespace heddle::api::json_rpc {

constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kInvalidParams = -32602;
constexpr int kInternalError = -32603;

struct Failure {
  int code = kInternalError;
  std::string message;
  std::string data{};  // JSON text; empty: none
};

struct Message {
  enum class Kind { request, notification, response } kind = Kind::request;
  std::string id;  // JSON text as it came, of a request
  std::string method;
  JsonObject params;
};

/// A batch is not taken: the newer revisions of both protocols have none.
std::variant<Message, Failure> read(std::string_view body);

std::string resultText(std::string_view id, std::string_view result);
/// `id` empty: that of a message that could not be read, null.
std::string failureText(std::string_view id, const Failure& failure);

net::Response resultResponse(std::string_view id, std::string_view result);
net::Response failureResponse(std::string_view id, const Failure& failure, int status = 200);

/// What another endpoint refused, as an answer to this request. Refusals of the caller and of the moment keep
/// their status, so that clients sign in or try again as they do elsewhere.
Failure failureOf(const net::Response& refusal);
net::Response refusalResponse(std::string_view id, const net::Response& refusal);

/// True when an Accept header admits `type` (`application/json`), by name or by wildcard.
bool accepts(const net::Request& request, std::string_view type);

}  // namespace heddle::api::json_rpc
