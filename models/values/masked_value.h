// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

#include <concepts>
#include <memory>
#include <utility>

namespace heddle::models {

/// A value as it is shown, and, where that hides something, as it stands: for one secret after the other to
/// be revealed by the user's wish. Never written anywhere.
struct MaskedValue {
  using Tree = std::shared_ptr<const wire::Value>;

  Tree shown;  // nullptr: there is none
  Tree clear;  // of the same shape but in the masked places; nullptr: nothing is masked

  MaskedValue() = default;
  template <typename Shown>
    requires std::convertible_to<Shown, Tree>
  MaskedValue(Shown&& whole, Tree secrets = {})  // most values hide nothing: they convert
      : shown(std::forward<Shown>(whole)), clear(std::move(secrets)) {}
};

}  // namespace heddle::models
