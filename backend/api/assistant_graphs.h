// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/assistant_lookup.h"

namespace heddle::api {

/// The schemas of an assistant's graph (semantics §2), asked of its reader. Errors: those of GraphReader.
core::Task<core::Result<core::JsonText>> schemasOf(Api& api, AssistantFacts assistant);

}  // namespace heddle::api
