// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

namespace heddle::checkpoint {

/// LangChain's `{"lc": …, "type": "constructor"}` objects (storage.md D.3) anywhere inside become their
/// fields with the class as hint, secrets masked; other objects stay as they are.
wire::Value interpretConstructors(wire::Value value);

}  // namespace heddle::checkpoint
