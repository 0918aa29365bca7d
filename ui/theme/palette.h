// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/tokens.h"

#include <QPalette>

namespace heddle::theme {

// The tokens as Qt's roles: Mid is the line, Dark the muted and PlaceholderText the faint text.
QPalette makePalette(const Tokens& tokens);

}  // namespace heddle::theme
