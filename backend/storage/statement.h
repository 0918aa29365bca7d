// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/storage/params.h"

#include <string>
#include <vector>

namespace heddle::storage {

/// SQL text under a name: prepared once per connection and then called by that name. Without a name it is
/// parsed each time: for searches, whose text depends on what is asked.
struct Statement {
  std::string name, sql;
  bool binaryResult = false;  // see Rows
};

/// One statement with its arguments; several of them sent together are one transaction.
struct Step {
  Statement statement;
  Params params;
};

}  // namespace heddle::storage
