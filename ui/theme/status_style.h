// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"

#include <QStringView>

namespace heddle::theme {

// Shape and colour of a status word (success, error, running, pending, interrupted, timeout, idle, busy, …).
// A word nobody knows is drawn like pending with a question mark, never hidden.
struct StatusStyle {
  QString icon;
  Tone tone;
  Ink ink;
};
StatusStyle statusStyle(QStringView word);

// Colours of an environment word: production, staging, development, local. Anything else counts as
// production, the careful reading.
Ink environmentInk(QStringView word);

}  // namespace heddle::theme
