// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/access.h"
#include "backend/api/json_object.h"
#include "backend/net/message.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::api {

/// One thing that the project's authorization handlers are asked about.
struct Question {
  std::string_view resource, action;
  JsonObject value;  // as langgraph_sdk's Auth.types names its fields
};

/// The UUID of what a client names as an assistant; the name itself when there is none.
using AssistantNaming = std::function<std::string(std::string_view)>;

/// What a request asks for; more than one thing when a route touches more than one. Fields that the handlers
/// expect and the client left out (metadata, the id of a new thread) are made, in the request as well.
/// A body that is not readable counts as empty: its
/// endpoint refuses it.
std::vector<Question> questionsOf(const Access& access, net::Request& request, const AssistantNaming& naming);

/// Writes the fields that the handler of the `index`-th question changed into the request.
void applyChanges(const Access& access, net::Request& request, std::size_t index, const JsonObject& changes);

}  // namespace heddle::api
