// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QString>
#include <QVariant>

namespace heddle::models {

/// What a cell shows: nothing at all for a value that is not there.
template <typename T>
QVariant orNothing(const std::optional<T>& value) {
  return value ? QVariant::fromValue(*value) : QVariant();
}

inline QVariant orNothing(const QString& text) {
  return text.isEmpty() ? QVariant() : QVariant(text);
}

}  // namespace heddle::models
