// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/diff.h"

namespace heddle::cli {

/// What differs, one line a place, for people: `~ /config/model  "a" -> "b"`.
void printDiff(const checkpoint::Diff& diff);

}  // namespace heddle::cli
