// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/caller.h"
#include "backend/api/services.h"

#include <memory>

namespace heddle::api {

/// The API as one caller may use it: the same services, but with repositories, slots, news and graphs that
/// know only what the caller's filters let through. Store items are the exception: handlers decide about them
/// by what they make of the request's namespace. What is hidden looks as if it were not there. An endpoint
/// that is handed such an API has no way around it, and a new method of a port does not compile until it is
/// thought of here.
class Scope {
 public:
  Scope(const Api& whole, Caller caller);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  Api& api();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace heddle::api
