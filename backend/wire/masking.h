// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

#include <string>

namespace heddle::wire {

/// Puts *** in the place of every member that core::namesSecret() names, at any depth, and masks passwords
/// inside string values as core::maskSecrets() does. Nulls and booleans stay: they tell and give away
/// nothing.
void maskSecrets(Value& value);

/// The same for JSON text. Text without secrets comes back unchanged, byte by byte; text that names one but
/// cannot be read (because it was cut) becomes a sentence.
std::string withoutSecrets(std::string json);

}  // namespace heddle::wire
