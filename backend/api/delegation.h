// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/json_object.h"
#include "backend/api/services.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Bridges from other protocols to the API's own operations. A bridge never touches a resource itself: each
/// step is a request like a client's, of the same caller, that goes through the gate with an Access of its
/// own.
namespace heddle::api {

struct Step {
  Access access;
  Endpoint endpoint = nullptr;
  JsonObject body;
  std::vector<std::pair<std::string, std::string>> params{};  // of the path that a client would have used
};

/// The answer to a step (a refusal where `http.disable_runs` forbids what it asks for); keeps the step's
/// request alive for an answer that is a stream.
struct Delegated {
  std::unique_ptr<net::Request> request;
  net::Response response;

  bool ok() const { return response.status < 400; }
};

core::Task<Delegated> delegate(Api& api, const net::Request& caller, Step step);

/// Puts a document into another form; is given the request of the step that it answers.
using Rewriting = std::function<core::Task<std::string>(const net::Request&, std::string)>;

/// A body that is one JSON document (run_bodies.h, resultBody), written in another form. What is sent before
/// it to keep the connection alive passes.
std::unique_ptr<net::StreamBody> rewritten(Delegated answer, Rewriting rewriting);

}  // namespace heddle::api
