// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/masking.h"
#include "models/values/masked_value.h"

namespace heddle::console {

/// The value with its secrets masked, and beside it, when there are any, as it stands.
inline models::MaskedValue maskedTree(wire::Value value) {
  wire::Value masked = value;
  models::MaskedValue tree;
  if (wire::maskSecrets(masked)) tree.clear = std::make_shared<const wire::Value>(std::move(value));
  tree.shown = std::make_shared<const wire::Value>(std::move(masked));
  return tree;
}

}  // namespace heddle::console
