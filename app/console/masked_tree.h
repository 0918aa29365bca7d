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

/// The same of JSON text; of text that was cut what is left, masked for good. `null` is nothing.
inline models::MaskedValue maskedJson(std::string text) {
  auto parsed = wire::parseJson(text);
  if (parsed && parsed->isNull()) return {};
  if (parsed) return maskedTree(std::move(*parsed));
  return std::make_shared<const wire::Value>(wire::Value::ofString(wire::withoutSecrets(std::move(text))));
}

}  // namespace heddle::console
