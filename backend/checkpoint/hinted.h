// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

#include <string>
#include <utility>

namespace heddle::checkpoint {

/// The value, marked with what it was before it was decoded (Value::hint): a class, a type, a codec.
inline wire::Value hinted(wire::Value value, std::string hint) {
  value.setHint(std::move(hint));
  return value;
}

}  // namespace heddle::checkpoint
