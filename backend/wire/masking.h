// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

#include <string>

namespace heddle::wire {

/// Puts *** in the place of every member that core::namesSecret() names, at any depth, and masks passwords
/// inside string values as core::maskSecrets() does. Nulls and booleans stay: they tell and give away
/// nothing. Answers whether there was any.
bool maskSecrets(Value& value);

/// The same for JSON text, which may have been cut. Text without secrets comes back unchanged, byte by byte.
std::string withoutSecrets(std::string json);

}  // namespace heddle::wire
