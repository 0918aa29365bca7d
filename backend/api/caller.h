// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/access.h"

#include <string>

namespace heddle::api {

/// Who a request comes from, as the project's auth handler says, and what it may see.
struct Caller {
  std::string user;  // JSON object; empty: nobody was asked
  core::AccessFilter threads, assistants, crons;
};

}  // namespace heddle::api
