// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"

#include <string>

namespace heddle::query {

/// One sentence for people: what a database of this flavour is.
std::string sentenceFor(Flavour flavour);

}  // namespace heddle::query
