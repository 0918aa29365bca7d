// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/net/message.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace heddle::net {

/// Where an exchange goes that is not ours to answer: to an HTTP server on a Unix socket, as bytes.
struct Passage {
  std::string socket;           // path
  std::string prefix;           // taken off the request's path
  std::vector<Header> headers;  // instead of those of these names that the client sent
};

/// Asked with the head of a request that no route claims, before its body is read: a passage, or our answer.
using Claim = std::variant<Passage, Response>;
using Claimer = std::function<core::Task<Claim>(Request& head)>;

/// The request's head for the other side. The connection there serves this exchange alone, so that what the
/// client asks next comes to us again; an upgrade keeps it for as long as both like.
std::string passageHead(const Request& request, const Passage& passage);

/// What is known of the other side's answer so far.
struct PassedHead {
  std::size_t length = 0;  // of the head in the bytes given, with the empty line
  int status = 0;
};
/// Nothing while the head is incomplete. Status 0: this is no HTTP.
std::optional<PassedHead> readPassedHead(std::string_view bytes);

/// The answer's head with what every answer of ours carries: headers for browser pages, unless the other side
/// has its own, and the request's id.
std::string returnedHead(std::string_view head, const std::vector<Header>& cors, std::string_view requestId);

}  // namespace heddle::net
