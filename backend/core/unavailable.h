// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace heddle::core {

/// A resource the server leans on (database, Redis, runner) cannot be had right now; trying again later may
/// help. The HTTP edge answers 503 with Retry-After. what() is one sentence without secrets.
struct Unavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Mixed into the exception of a database that refuses data itself (too long for an index, out of range): the
/// request is at fault, and the HTTP edge answers 422 with reason().
class RefusedData {
 public:
  virtual ~RefusedData() = default;
  /// One sentence for people.
  virtual const std::string& reason() const = 0;
};

}  // namespace heddle::core
