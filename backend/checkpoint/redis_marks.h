// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

namespace heddle::checkpoint {

/// An object that is one of langgraph-redis' marks as what it stands for; any other comes back as it is.
/// Children must have been interpreted before.
wire::Value interpretRedisMark(wire::Value object);

}  // namespace heddle::checkpoint
