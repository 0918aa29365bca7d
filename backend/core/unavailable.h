// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace heddle::core {

/// A resource the server leans on (database, Redis, runner) cannot be had right now; trying again later may help.
/// The HTTP edge answers 503 with Retry-After. what() is one sentence without secrets.
struct Unavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace heddle::core
